/** The font names that fonts.ts loads. */
export const theme = {
  serif: "'Fraunces', Georgia, serif",
  sans: "'Manrope', system-ui, sans-serif",
};
