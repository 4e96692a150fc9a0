"""Prints a page as a person would, on A4 and on Letter, through the browser's own protocol (a pipe, no port), and
says what is wrong with the pages: a size that was not asked for, text beyond the edge of the paper, a heading at the
foot of a page, a chart that is higher than one; and on a telephone, what is wider than that.
usage: paper.py CHROMIUM FOLDER NAME...; of each FOLDER/NAME.html it leaves NAME-a4.pdf and NAME-letter.pdf, and in NAME.said a
line for each fault and each paper"""
import base64, fcntl, html, json, os, re, shutil, subprocess, sys, tempfile

PAPERS = {"a4": (210, 297), "letter": (215.9, 279.4)}  # mm
SIDES, TOP, FOOT = 14, 15, 17  # as @page in report.css


class Browser:
    """Chromium at the other end of two pipes: messages of JSON, each ended by a zero byte."""

    def __init__(self, chromium):
        self.folder = tempfile.mkdtemp()
        self.session, self.number, self.rest, self.events = None, 0, b"", []
        # beyond 9, so that moving them to 3 and 4 overwrites none
        ask, self.ask, self.answer, answer = (fcntl.fcntl(f, fcntl.F_DUPFD_CLOEXEC, 10) for f in os.pipe() + os.pipe())
        self.process = subprocess.Popen(
            [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
             "--disable-background-networking", "--disable-component-update", "--disable-sync",
             "--allow-file-access-from-files", "--user-data-dir=" + self.folder, "--remote-debugging-pipe"],
            close_fds=False, stderr=subprocess.DEVNULL, preexec_fn=lambda: (os.dup2(ask, 3), os.dup2(answer, 4)))
        os.close(ask)
        os.close(answer)
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        self.call("Page.enable")

    def message(self):
        while b"\0" not in self.rest:
            piece = os.read(self.answer, 1 << 20)
            if not piece:
                raise EOFError("the browser went away")
            self.rest += piece
        one, self.rest = self.rest.split(b"\0", 1)
        return json.loads(one)

    def call(self, method, **values):
        self.number += 1
        ask = {"id": self.number, "method": method, "params": values}
        if self.session:
            ask["sessionId"] = self.session
        data = json.dumps(ask).encode() + b"\0"
        while data:
            data = data[os.write(self.ask, data):]
        while True:
            said = self.message()
            if said.get("id") == self.number:
                if "error" in said:
                    raise RuntimeError(said["error"])
                return said["result"]
            self.events.append(said)

    def load(self, path):
        self.events = []
        self.call("Page.navigate", url="file://" + os.path.abspath(path))
        while not any(e.get("method") == "Page.loadEventFired" for e in self.events):
            self.events.append(self.message())

    def close(self):
        self.session = None
        try:
            self.call("Browser.close")
        except (EOFError, BrokenPipeError):
            pass
        self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def px(mm):
    return mm / 25.4 * 96


def tall_charts(browser, size):
    """Charts that are higher than what one page has room for, when laid out for that paper."""
    width, height = px(size[0] - 2 * SIDES), px(size[1] - TOP - FOOT)
    browser.call("Emulation.setEmulatedMedia", media="print")
    browser.call("Emulation.setDeviceMetricsOverride", width=int(width), height=int(height), deviceScaleFactor=1, mobile=False)
    said = browser.call("Runtime.evaluate", returnByValue=True, expression="""JSON.stringify([...document.querySelectorAll("svg")]
        .map(s => [s.querySelector("title").textContent, s.getBoundingClientRect().height]))""")["result"]["value"]
    browser.call("Emulation.setEmulatedMedia", media="")
    return ["chart too tall: %s, %d of %d" % (title, h, height) for title, h in json.loads(said) if h > height]


def too_wide(browser, width=360):
    """How far a page reaches beyond a telephone's edge."""
    browser.call("Emulation.setDeviceMetricsOverride", width=width, height=800, deviceScaleFactor=1, mobile=True)
    browser.call("Emulation.setEmulatedMedia", media="")
    said = browser.call("Runtime.evaluate", expression="document.documentElement.scrollWidth")["result"]["value"]
    return ["phone: %d wide of %d" % (said, width)] if said > width else []


def words(pdf):
    """The pages of a PDF, each its width, its height and its words (x0, y0, x1, y1, text)."""
    said = subprocess.run(["pdftotext", "-bbox", pdf, "-"], capture_output=True, text=True, check=True).stdout
    pages = []
    for line in said.split("\n"):
        page = re.search(r'<page width="([\d.]+)" height="([\d.]+)"', line)
        word = re.search(r'<word xMin="([-\d.]+)" yMin="([-\d.]+)" xMax="([-\d.]+)" yMax="([-\d.]+)">(.*)</word>', line)
        if page:
            pages.append((float(page[1]), float(page[2]), []))
        if word:
            pages[-1][2].append(tuple(float(v) for v in word.groups()[:4]) + (html.unescape(word[5]),))
    return pages


def last_line(page):
    """What stands lowest on a page, above its number, without blanks."""
    body = [w for w in page[2] if w[1] < page[1] - FOOT / 25.4 * 72]
    if not body:
        return ""
    foot = max(w[3] for w in body)
    return "".join(w[4] for w in sorted(body) if w[3] > foot - 4)


def faults(name, pdf, headings):
    pages, size = words(pdf), [v / 25.4 * 72 for v in PAPERS[name]]
    for number, page in enumerate(pages, 1):
        if abs(page[0] - size[0]) > 1 or abs(page[1] - size[1]) > 1:
            yield "page %d is %d by %d" % (number, page[0], page[1])
        beyond = [w[4] for w in page[2] if w[2] > page[0] - SIDES / 25.4 * 72 + 2 or w[0] < SIDES / 25.4 * 72 - 2]
        if beyond:
            yield "page %d: beyond the margin: %s" % (number, " ".join(beyond[:5]))
        if not page[2]:
            yield "page %d is empty" % number
        if last_line(page) in headings:
            yield "page %d ends with the heading: %s" % (number, last_line(page))


def printed(browser, base):
    """What is to be said of one page."""
    with open(base + ".html", encoding="utf-8") as f:
        text = f.read()
    headings = {"".join(html.unescape(re.sub("<[^>]*>", "", h)).split())
                for h in re.findall(r"<(?:h[1-4]|caption|thead)[^>]*>(.*?)</(?:h[1-4]|caption|thead)>", text, re.S)}
    browser.call("Emulation.clearDeviceMetricsOverride")
    browser.load(base + ".html")
    for name, size in PAPERS.items():
        pdf = base + "-" + name + ".pdf"
        said = browser.call("Page.printToPDF", paperWidth=size[0] / 25.4, paperHeight=size[1] / 25.4)
        with open(pdf, "wb") as f:
            f.write(base64.b64decode(said["data"]))
        for fault in list(faults(name, pdf, headings)) + tall_charts(browser, size):
            yield "fault: %s: %s" % (name, fault)
        yield "%s: %d pages" % (name, len(words(pdf)))
    for fault in too_wide(browser):
        yield "fault: " + fault


def main(chromium, folder, *names):
    browser = Browser(chromium)
    for name in names:
        base = os.path.join(folder, name)
        with open(base + ".said", "w", encoding="utf-8") as f:
            for line in printed(browser, base):
                print(line, file=f)
    browser.close()


main(*sys.argv[1:])
