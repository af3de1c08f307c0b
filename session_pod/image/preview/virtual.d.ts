declare module 'virtual:storydream/project';
