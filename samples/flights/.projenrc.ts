import './definitions/gold.ts';
import { project } from './definitions/project.ts';
import './definitions/watch.ts';

project.synth();
