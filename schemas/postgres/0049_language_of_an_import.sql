SET LOCAL ROLE lms_owner;

-- What is written about an import (reasons, error file, e-mails) is in the language of whoever started it.
ALTER TABLE imports ADD COLUMN language text NOT NULL DEFAULT 'en' CHECK (language IN ('en', 'es'));
