/* The node that the tests have; make writes that of a board. */
#define CONFIG_CLIENT_ID ""
#define CONFIG_PREFIX "nodes"
#define CONFIG_INTERVAL 10
#define CONFIG_SLEEP 0
#define CONFIG_QOS 1
#define CONFIG_BEACON_ID 7
#define CONFIG_KEEP_ALIVE 60
#define CONFIG_CLEAN_SESSION 0
#define CONFIG_CRC TEST_CRC
#define CONFIG_RETRY_MILLIS 10000
#define CONFIG_RETRIES 3
#define CONFIG_WAIT 310
#define CONFIG_MESSAGE_MAX 255
