/** The font name that fonts.ts loads. */
export const theme = {
  display: "'Archivo', Impact, sans-serif",
};
