import './definitions/answers.ts';
import { project } from './definitions/project.ts';

project.synth();
