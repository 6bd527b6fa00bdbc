declare module 'virtual:catalogue/*' {
  /** `{feature: {key: text | parsed ICU message}}`; of one feature without the first level */
  const catalogue: Record<string, import('i18next').ResourceKey>;
  export default catalogue;
}
