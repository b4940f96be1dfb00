export function MyTrainingHistory() {
  return null;
}
