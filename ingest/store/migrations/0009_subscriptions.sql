-- What other systems want to be told of as it happens. The subscription itself is a document; here is how it
-- stands. Everything up to `numbered` was numbered for it, everything up to `sent` was taken by its endpoint.
-- Journal entries before `since` are not told. Times are the wall's, but `at`.
CREATE TABLE subscriptions (
    subscription TEXT NOT NULL PRIMARY KEY,
    version BIGINT NOT NULL,
    status TEXT NOT NULL,
    since BIGINT NOT NULL,
    numbered BIGINT NOT NULL,
    sent BIGINT NOT NULL,
    failures BIGINT NOT NULL,
    failing_since BIGINT,
    failure TEXT
);

-- `at`: when it entered the journal. `body`: the resource as it was then, if it is to be sent.
CREATE TABLE subscription_events (
    subscription TEXT NOT NULL,
    number BIGINT NOT NULL,
    at BIGINT NOT NULL,
    focus TEXT NOT NULL,
    body TEXT,
    PRIMARY KEY (subscription, number)
);

-- Journal entries before `upto` were looked at for all subscriptions.
CREATE TABLE subscription_cursor (
    one BIGINT NOT NULL PRIMARY KEY CHECK (one = 1),
    upto BIGINT NOT NULL
);
INSERT INTO subscription_cursor (one, upto) SELECT 1, upto FROM care_cursor;
