/** The font name that fonts.ts loads. */
export const theme = {
  display: "'Unbounded', system-ui, sans-serif",
};
