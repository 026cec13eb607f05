"""Every sentence the recorder's script shows, by the name it asks for.

Promises: no sentence lives in a script, so all of them are translated here. A name in braces
(`{time}`) is filled in by the browser, which also writes numbers and times in the page's own
digits. It does not hold what the templates say themselves.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_SAFETY: dict[str, str | Promise] = {
    "safe_to": _("Safe on our server to {time}"),
    "safe_all": _("All {time} safe on our server"),
    "safe_file": _("All of it is safe on our server"),
    "sending_first": _("Sending the first seconds"),
    "sending_last": _("Sending the last {seconds} s"),
    "sending_percent": _("Sending, {percent} %"),
    "offline": _("No network. The take goes on"),
    "offline_waiting": _("No network. We go on by ourselves"),
    "offline_only_here": _("No network. Kept in this tab only, stay on this page"),
    "server_waiting": _("Our server is catching its breath. The take goes on"),
    "later": _("{seconds} s to send later"),
}

_RECORDER: dict[str, str | Promise] = {
    "question_of": _("Question {number} of {count}"),
    "asking_title": _("May we see and hear you?"),
    "asking": _("Your browser asks for the camera and the microphone. Nothing is recorded yet."),
    "asking_voice_title": _("May we hear you?"),
    "asking_voice": _("Your browser asks for the microphone. Nothing is recorded yet."),
    "speak_here": _("Speak as you would to a friend."),
    "use_voice": _("Only my voice"),
    "look_here": _("Look here, just below the lens."),
    "heard": _("We can hear you"),
    "not_heard": _("We cannot hear you yet"),
    "limit_minutes": _("Up to {time} minutes"),
    "limit_seconds": _("Up to {seconds} seconds"),
    "tap_to_start": _("Tap red when you are ready"),
    "tap_to_wait": _("Tap the number to wait"),
    "breathe": _("Breathe. Carry on when you are ready; it stays one answer."),
    "paused": _("Paused. Tap red to go on"),
    "left": _("{time} left"),
    "closing": _("Keeping the last second"),
    "do_record": _("Start recording"),
    "do_cancel": _("Wait, do not start yet"),
    "do_stop": _("Finish this answer"),
    "do_resume": _("Go on recording"),
    "level_good": _("Sound level: good"),
    "level_low": _("Sound level: very quiet"),
    "said_counting": _("Recording starts in {seconds}"),
    "said_recording": _("Recording"),
    "said_paused": _("Paused at {time}"),
    "said_stopped": _("Stopped at {time}"),
    "said_last_seconds": _("Ten seconds left"),
    "camera_front": _("Camera {number}"),
    "microphone": _("Microphone {number}"),
}

_INTERRUPTIONS: dict[str, str | Promise] = {
    "lost_camera": _("Your camera stopped at {time}. Until there, we have it."),
    "lost_microphone": _("We stopped hearing you at {time}. Until there, we have it."),
    "lost_both": _("Camera and microphone stopped at {time}. Until there, we have it."),
    "lost_data": _("The recording stalled at {time}. Until there, we have it."),
    "lost_recorder": _("Your browser stopped recording at {time}. Until there, we have it."),
    "reached_time": _("That was the last second there is room for. It is all here."),
    "reached_bytes": _("This answer is as large as it can be. It is all here."),
    "empty_take": _("Nothing was recorded this time. Try once more, or use a video you have."),
    "left_page": _("You left while recording, so we stopped at {time}. Until there, we have it."),
}

_CAMERA: dict[str, str | Promise] = {
    "insecure": _("The camera needs https, and this page came without it."),
    "insecure_help": _("You can still send a video you have, or write your answer."),
    "unsupported": _("This browser cannot record video."),
    "unsupported_help": _(
        "Record with your phone’s camera app and choose that video here, or write your answer."
    ),
    "denied": _("Your browser keeps the camera off for this page."),
    "denied_step_1": _("Tap the icon beside the address at the top."),
    "denied_step_2": _("Set Camera and Microphone to Allow."),
    "denied_step_3": _("Come back here and try again."),
    "denied_voice": _("Your browser keeps the microphone off for this page."),
    "blocked_voice": _("The page around this one keeps the microphone off."),
    "busy_voice": _("Another program is using your microphone."),
    "blocked": _("The page around this one keeps the camera off."),
    "blocked_help": _("Open this page in a tab of its own, or use a video you have."),
    "no_camera": _("We found no camera on this device."),
    "no_microphone": _("We found no microphone on this device."),
    "missing_help": _("Plug one in and try again, use a video you have, or write your answer."),
    "busy": _("Another program is using your camera."),
    "busy_help": _("Close it there and try again, or use a video you have."),
    "timeout": _("Your browser did not answer when we asked for the camera."),
    "timeout_help": _(
        "Inside some apps the camera stays closed. Open this page in your browser, or use a video you have."
    ),
}

_UPLOADS: dict[str, str | Promise] = {
    "too_large_file": _("This file has {size} MB; there is room for {limit} MB. A shorter one will fit."),
    "not_video_file": _("This is not a video. Choose one that plays on your device."),
    "use_camera": _("Use camera"),
    "try_again": _("Try again"),
    "choose_first": _("Choose a video first."),
    "upload_refused": _("This one cannot be used. Record it again or choose another."),
    "upload_lost": _("Our server no longer has this take. Please record it once more."),
    "upload_foreign": _("This page lost its key. Open your link again; what you typed is still here."),
    "checking": _("Looking at your video"),
    "choose": _("Choose"),
    "choose_other": _("Choose another"),
    "photo_first": _("Choose a photo first."),
    "choice_missing": _("Choose one, or skip this question."),
    "sent_of": _("{sent} of {size} MB"),
}

_JOURNEY: dict[str, str | Promise] = {
    "next_question": _("Keep it, next question"),
    "last_question": _("Keep it and go on"),
    "recorded_here": _("Recorded, {time}"),
    "recorded_safe": _("This answer is safe on our server."),
    "safe_all_yours": _("All {time} safe on our server. Only you can see it."),
    "safe_file_yours": _("All of it is safe on our server. Only you can see it."),
    "next": _("Next"),
    "answer_first": _("Answer at least one question first."),
    "write_first": _("Write a sentence or two, or skip this question."),
    "back_title_take": _("Welcome back. Your {time} is still here."),
    "back_title": _("Welcome back. Your answers are still here."),
    "back_take": _(
        "The page closed while you were speaking. {safe} had reached our server "
        "and the rest waited on this device. Nothing is lost."
    ),
    "back_take_here": _(
        "The page closed while you were speaking. All of it waited on this device. Nothing is lost."
    ),
    "back_take_server": _(
        "The page closed while you were speaking. {safe} had reached our server, and it is all still there."
    ),
    "back_answers": _("Go on where you stopped, or send it as it is."),
    "play": _("Play"),
    "pause": _("Pause"),
    "seek": _("Position"),
}

_SENDING: dict[str, str | Promise] = {
    "name_missing": _("Tell us your name."),
    "field_missing": _("Please fill this in."),
    "email_odd": _("This does not look like an e-mail address."),
    "relation_missing": _("Tell us how you know each other."),
    "website_on": _("{brand} may show your story on its website, once somebody there has watched it."),
    "website_off": _("Without the website, {brand} receives your story and does not show it there."),
    "nothing_on": _("With everything off, {brand} only receives your story. Nobody else sees it."),
    "you_appear": _("You appear as {name}"),
    "you_appear_unnamed": _("You appear without your name"),
    "with_company": _("with {company}"),
    "without_company": _("without your employer"),
    "nothing_shown": _("Face and voice are off, so only words can be shown."),
    "send": _("Send my story"),
    "sending": _("Sending"),
    "sending_wait": _("The last seconds are on their way. We send as soon as they are there."),
    "sending_offline": _("No network. We send it the moment it is back. Stay on this page."),
    "wording_changed": _(
        "The consent text changed while you were here. "
        "Please read it once more; your choices start off again."
    ),
    "thanks_title": _("Thank you, {name}. It is sent."),
    "thanks_title_plain": _("Thank you. It is sent."),
    "mailed": _("We also sent it to {email}."),
    "copied": _("Copied"),
    "stage_waiting": _("Your story is in line"),
    "stage_inspecting": _("We look at your recording"),
    "stage_measuring": _("We even out the sound"),
    "stage_rendering": _("We prepare your video"),
    "stage_verifying": _("We check every second of it"),
    "left_seconds": _("About {n} s left"),
    "left_minutes": _("About {n} min left"),
    "stage_ready": _("Your story is ready to be watched"),
    "stage_failed": _(
        "We could not prepare the video. Every byte is kept, and {brand} sees that something is wrong."
    ),
    "problem_network": _("No network right now. Try again in a moment."),
    "problem_server": _("Our server cannot do this right now. Nothing is lost; try again."),
    "problem_unknown": _("That did not work. Nothing is lost; try again."),
}

WORDS: dict[str, str | Promise] = {
    **_SAFETY,
    **_RECORDER,
    **_INTERRUPTIONS,
    **_CAMERA,
    **_UPLOADS,
    **_JOURNEY,
    **_SENDING,
}
