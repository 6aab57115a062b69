/* TODO: more */
/* TODO(#12): more */
int XXX;
int XXXL;
