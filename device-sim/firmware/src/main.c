/* A board that runs for ever; boards/posix has a main of its own. */
#include "app.h"
#include "board.h"

int main(void) {
  board_start();
  app_start("", board_transport(), board_millis());
  for (;;) {
    board_wait(app_step(board_millis()));
  }
}
