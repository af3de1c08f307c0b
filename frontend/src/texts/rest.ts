import i18next from 'i18next';
import '@/texts';
import { rest } from './en/rest';

// A page whose texts these are imports this file first: they are there before its modules run.
for (const [feature, texts] of Object.entries(rest)) i18next.addResourceBundle('en', feature, texts);
