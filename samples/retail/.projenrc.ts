import './definitions/gold.ts';
import { project } from './definitions/project.ts';

project.synth();
