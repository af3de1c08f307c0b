/** The font name that fonts.ts loads. */
export const theme = {
  display: "'Bricolage Grotesque', system-ui, sans-serif",
};
