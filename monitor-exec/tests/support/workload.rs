//! A program of known behaviour for the tests: each argument is one deed, done in order.

fn main() {
    deeds::run();
}

#[cfg(not(all(target_os = "linux", not(monitor_unsupported))))]
mod deeds {
    /// Does nothing: no test runs the program here.
    pub(super) const fn run() {}
}

#[cfg(all(target_os = "linux", not(monitor_unsupported)))]
#[expect(unsafe_code, reason = "forks, signals and raw memory are what it is for")]
#[expect(
    clippy::disallowed_macros,
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::print_stdout,
    reason = "a program for tests"
)]
mod deeds {
    use std::io::{Read, Write};
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::thread;
    use std::time::{Duration, Instant};

    static CONTINUED: AtomicBool = AtomicBool::new(false);

    extern "C" fn on_continue(_: libc::c_int) {
        CONTINUED.store(true, Ordering::SeqCst);
    }

    /// Does the deeds that the arguments name.
    pub(super) fn run() {
        let args: Vec<String> = std::env::args().skip(1).collect();
        for deed in &args {
            let mut parts = deed.split(':');
            let name = parts.next().unwrap_or_default();
            let numbers: Vec<u64> = parts.clone().filter_map(|part| part.parse().ok()).collect();
            let number = |index: usize| numbers.get(index).copied().unwrap_or(0);
            match name {
                "burn" => burn(number(0)),
                "sleep" => thread::sleep(Duration::from_millis(number(0))),
                "wait" => drop(std::io::stdin().read(&mut [0])),
                "forks" => forks(number(0), number(1)),
                "orphans" => orphans(number(0), number(1)),
                "together" => together(number(0)),
                "memory" => memory(number(0), number(1)),
                "threads" => threads(number(0), number(1)),
                "write" => write_file(parts.next().expect("a path"), number(0)),
                "print" => print_bytes(number(0)),
                "say" => println!("{}", parts.next().unwrap_or_default()),
                "complain" => {
                    drop(writeln!(std::io::stderr(), "{}", parts.next().unwrap_or_default()))
                }
                "exit" => std::process::exit(i32::try_from(number(0)).unwrap_or(1)),
                // SAFETY: sets dispositions and sends signals to itself.
                "ignore" => drop(unsafe { libc::signal(signal(number(0)), libc::SIG_IGN) }),
                // SAFETY: as above.
                "raise" => drop(unsafe { libc::raise(signal(number(0))) }),
                "away" => away(number(0)),
                "close" => close_all(),
                "report" => report(),
                "first" => first(),
                other => panic!("{other} is no deed"),
            }
        }
    }

    fn signal(number: u64) -> i32 {
        i32::try_from(number).expect("a signal")
    }

    /// CPU time of this process, so that a loaded machine does not change what is burned.
    fn cpu_ns(clock: libc::clockid_t) -> u64 {
        let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
        // SAFETY: the structure is valid.
        unsafe { libc::clock_gettime(clock, &raw mut time) };
        u64::try_from(time.tv_sec * 1_000_000_000 + time.tv_nsec).unwrap_or(0)
    }

    fn burn(ms: u64) {
        let end = cpu_ns(libc::CLOCK_THREAD_CPUTIME_ID) + ms * 1_000_000;
        while cpu_ns(libc::CLOCK_THREAD_CPUTIME_ID) < end {}
    }

    /// Forks; the child does `work` and ends. Gives its pid.
    fn fork(work: impl FnOnce()) -> i32 {
        // SAFETY: this program has no other threads where it forks.
        let pid = unsafe { libc::fork() };
        assert!(pid >= 0, "fork");
        if pid == 0 {
            work();
            // SAFETY: ends the child at once.
            unsafe { libc::_exit(0) };
        }
        pid
    }

    fn wait(pid: i32) {
        // SAFETY: no status is asked for.
        unsafe { libc::waitpid(pid, std::ptr::null_mut(), 0) };
    }

    /// One child after the other, each burning.
    fn forks(count: u64, ms: u64) {
        for _ in 0..count {
            wait(fork(|| burn(ms)));
        }
    }

    /// Children of children whose parent is gone, one after the other; a pipe tells when each ends.
    fn orphans(count: u64, ms: u64) {
        for _ in 0..count {
            let (mut done, orphan_end) = std::io::pipe().expect("pipe");
            wait(fork(|| {
                fork(|| burn(ms));
            }));
            drop(orphan_end);
            let _ = done.read(&mut [0]);
        }
    }

    /// So many children at a time, that live until the input ends.
    fn together(count: u64) {
        let children: Vec<i32> = (0..count)
            .map(|_| {
                fork(|| {
                    let mut byte = [0];
                    let _ = std::io::stdin().read(&mut byte);
                })
            })
            .collect();
        println!("ready");
        for child in children {
            wait(child);
        }
    }

    /// So many mebibytes for so many milliseconds, then given back.
    fn memory(mebibytes: u64, ms: u64) {
        let mut block = vec![0_u8; usize::try_from(mebibytes).expect("a size") << 20];
        for page in block.chunks_mut(4096) {
            page[0] = 1;
        }
        let start = Instant::now();
        while start.elapsed() < Duration::from_millis(ms) {
            std::hint::black_box(&block);
        }
    }

    fn threads(count: u64, ms: u64) {
        let all: Vec<_> = (0..count)
            .map(|_| {
                thread::Builder::new()
                    .stack_size(64 * 1024)
                    .spawn(move || burn(ms))
                    .expect("a thread")
            })
            .collect();
        for one in all {
            one.join().expect("a thread");
        }
    }

    fn write_file(path: &str, kibibytes: u64) {
        let mut file = std::fs::File::create(path).expect("create");
        for _ in 0..kibibytes {
            file.write_all(&[7; 1024]).expect("write");
        }
    }

    fn print_bytes(count: u64) {
        let line = [b'x'; 1000];
        let mut left = usize::try_from(count).expect("a size");
        let mut out = std::io::stdout().lock();
        while left > 0 {
            let now = left.min(line.len());
            out.write_all(&line[..now]).expect("print");
            left -= now;
        }
        out.flush().expect("print");
    }

    /// A child in a session of its own that ignores SIGTERM and lives for so long; its number is said.
    fn away(ms: u64) {
        let (mut ready, mut said) = std::io::pipe().expect("pipe");
        let child = fork(|| {
            // SAFETY: calls on itself.
            unsafe {
                libc::setsid();
                libc::signal(libc::SIGTERM, libc::SIG_IGN);
                libc::close(1);
                libc::close(2);
            }
            let _ = said.write_all(b"x");
            thread::sleep(Duration::from_millis(ms));
        });
        let _ = ready.read(&mut [0]);
        println!("{child}");
    }

    fn close_all() {
        for fd in 0..1024 {
            // SAFETY: nothing of this program uses a descriptor after this.
            unsafe { libc::close(fd) };
        }
    }

    /// Signals: pending, blocked, and whether a SIGCONT is seen; group, session and umask.
    fn report() {
        // SAFETY: the handler only stores into an atomic.
        unsafe { libc::signal(libc::SIGCONT, on_continue as *const () as libc::sighandler_t) };
        let status = std::fs::read_to_string("/proc/self/status").expect("status");
        let line = |name: &str| {
            status
                .lines()
                .find_map(|line| line.strip_prefix(name))
                .unwrap_or_default()
                .trim()
                .to_owned()
        };
        let (pending, shared, blocked, ignored) =
            (line("SigPnd:"), line("ShdPnd:"), line("SigBlk:"), line("SigIgn:"));
        thread::sleep(Duration::from_millis(3));
        // SAFETY: plain questions; the mask is set back.
        let (group, session, umask) = unsafe {
            let umask = libc::umask(0);
            (libc::getpgrp(), libc::getsid(0), umask)
        };
        println!("pending={pending}{shared}");
        println!("blocked={blocked}");
        println!("ignored={ignored}");
        println!("continued={}", CONTINUED.load(Ordering::SeqCst));
        println!("group={group} session={session} pid={}", std::process::id());
        println!("umask={umask:o}");
    }

    /// The time at which the program first ran, microseconds since the Unix epoch, and its CPU time.
    fn first() {
        println!("{}", cpu_ns(libc::CLOCK_REALTIME) / 1000);
    }
}
