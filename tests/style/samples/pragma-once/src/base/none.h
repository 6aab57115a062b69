int none(void);
