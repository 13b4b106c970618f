# Questions, one at a time.
questions-title = Questions
questions-read-back = Is this right?
questions-place = Question { $place }
questions-number = Number ({ $unit })
questions-next = Go on
questions-before = Back
questions-send = Yes, send it
questions-change = Change
questions-none = No questions wait for you
questions-over = These questions do not wait for you any more.
questions-too-late = You gave these answers more than 7 days ago. They come too late to be used. If you do not feel well, please call your team.
questions-unanswered = Please answer this question.
questions-wrong = This answer can not be right. Please look again.
