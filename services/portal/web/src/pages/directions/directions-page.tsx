export function DirectionsPage() {
  return null;
}
