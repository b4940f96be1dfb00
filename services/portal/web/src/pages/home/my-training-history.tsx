import { Stack } from '@mantine/core';
import { HistoryActions } from '../../training/history-actions.tsx';
import { TrainingHistory } from '../../training/training-history.tsx';
import { MyTraining } from './my-training.tsx';

export function MyTrainingHistory() {
  return (
    <MyTraining>
      {(training) => (
        <Stack gap="md">
          <HistoryActions />
          <TrainingHistory training={training} />
        </Stack>
      )}
    </MyTraining>
  );
}
