/** The font names that fonts.ts loads. */
export const theme = {
  display: "'Anton', Impact, sans-serif",
  sans: "'Manrope', system-ui, sans-serif",
};
