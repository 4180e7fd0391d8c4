"""What do a generator's pictures lose when its weights shrink?"""

from ui import page
from ui.sections import gan_opening

with page.lesson("gan_samples") as lesson:
    opening = gan_opening.draw(lesson)
    with gan_opening.loading():  # seconds after a cold start, nothing later
        from ui.sections import gan_page
    gan_page.draw(lesson, opening)
