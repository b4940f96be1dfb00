import { TrainingHistory } from '../../training/training-history.tsx';
import { MyTraining } from './my-training.tsx';

export function MyTrainingHistory() {
  return <MyTraining>{(training) => <TrainingHistory training={training} />}</MyTraining>;
}
