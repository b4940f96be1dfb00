/** What a state means for the reader; the colours are in app/global.css, readable on light and dark pages. */
export type Tone = 'good' | 'info' | 'warning' | 'bad' | 'neutral';
