/* Reads an iCalendar file with libical and prints what it understood: "errors N", then "UID start end" for each event.
   Build: cc libical.c -o libical -lical; run: ./libical FILE */
#include <libical/ical.h>
#include <stdio.h>
#include <stdlib.h>

static char *content(const char *path) {
  FILE *file = fopen(path, "rb");
  if (!file) { perror(path); exit(2); }
  fseek(file, 0, SEEK_END);
  long size = ftell(file);
  rewind(file);
  char *text = malloc(size + 1);
  if (fread(text, 1, size, file) != (size_t)size) exit(2);
  text[size] = 0;
  fclose(file);
  return text;
}

int main(int argc, char **argv) {
  if (argc != 2) return 2;
  icalcomponent *calendar = icalparser_parse_string(content(argv[1]));
  if (!calendar) { puts("errors 1"); return 1; }
  int errors = icalcomponent_count_errors(calendar);
  if (!icalrestriction_check(calendar)) errors += icalcomponent_count_errors(calendar) + 1;
  printf("errors %d\n", errors);
  for (icalcomponent *event = icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT); event;
       event = icalcomponent_get_next_component(calendar, ICAL_VEVENT_COMPONENT)) {
    printf("%s %s %s\n", icalcomponent_get_uid(event), icaltime_as_ical_string(icalcomponent_get_dtstart(event)),
           icaltime_as_ical_string(icalcomponent_get_dtend(event)));
  }
  icalcomponent_free(calendar);
  return 0;
}
