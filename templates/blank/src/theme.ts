/** The font names that fonts.ts loads. */
export const theme = {
  serif: "'Instrument Serif', Georgia, serif",
  sans: "'Manrope', system-ui, sans-serif",
};
