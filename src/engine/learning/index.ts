/** The public interface of learning. Only code that learns a style imports it, so that nothing else loads it. */

export { matchColours } from './match-colours';
export { measureStep } from './measure-step';
export { type PerceptualNetwork, vgg19 } from './perceptual';
export type { LossWeights, StepShape } from './program';
export { cropsAt, type TrainingSchedule } from './schedule';
export { type LearningProgress, LearningSession } from './session';
export { type StylePicture, styleGrams } from './style-grams';
export { Trainer, type TrainerState } from './trainer';
