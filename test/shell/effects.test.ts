import { describe, expect, it } from "vitest";
import { readCommand, readScript } from "../../src/shell/script.js";
import { rebootsWindows } from "../../src/shell/windows.js";
import { sliceOf } from "../../src/text/span.js";

describe("reboots", () => {
  it.each([
    "shutdown -r now 'Ansible updates'",
    "/sbin/shutdown -h +1",
    "reboot",
    "reboot -f",
    "poweroff",
    "halt",
    "init 6",
    "telinit 0",
    "systemctl reboot",
    "systemctl --no-block -i poweroff",
    "systemctl start reboot.target",
    "echo b > /proc/sysrq-trigger",
    "kexec -e",
  ])("%s", (command) => {
    const script = `sleep 2 && sudo ${command} &`;
    const at = readScript(script).reboots;
    expect(at && sliceOf(script, at)).toBe(`sudo ${command}`);
    expect(readScript(`nohup sh -c "sleep 2; ${command}"`).reboots).toBeDefined();
  });

  it.each([
    "shutdown -c",
    "shutdown -k now",
    "echo reboot",
    "echo 'a; reboot'",
    "# reboot",
    "grep -q reboot /var/run/reboot-required",
    "ssh host sudo reboot",
    "podman exec c reboot",
    "systemctl status reboot.target",
    "systemctl restart x",
    "echo b > /tmp/x",
    "init 3",
    "needs-restarting -r",
    "reboot --help",
    "./reboot-later.py",
  ])("not %s", (script) => {
    expect(readScript(script).reboots).toBeUndefined();
  });

  it("in the command module, where no shell splits", () => {
    expect(readCommand("shutdown -r now").reboots).toBeDefined();
    expect(readCommand("echo a; reboot").reboots).toBeUndefined();
    expect(readCommand("bash -c 'echo a; reboot'").reboots).toBeDefined();
  });

  it.each([
    "shutdown /r /t 5",
    "a.exe; C:\\Windows\\System32\\shutdown.exe -s -t 0",
    "Start-Sleep 2\nRestart-Computer -Force",
    "if ($x) { stop-computer }",
  ])("Windows: %s", (text) => {
    expect(rebootsWindows(text)).toBeDefined();
  });

  it.each([
    "shutdown /a",
    "Write-Host 'Restart-Computer'",
    "# Restart-Computer",
    'echo "a; Restart-Computer"',
    "Restart-Computer -ComputerName x",
    "shutdown /r /m \\\\x",
    "Restart-Service x",
  ])("Windows: not %s", (text) => {
    expect(rebootsWindows(text)).toBeUndefined();
  });

  it("Windows: gives the statement's place", () => {
    const text = "sleep 1; shutdown /r /c 'a b' ; echo";
    const at = rebootsWindows(text);
    expect(at && sliceOf(text, at)).toBe("shutdown /r /c 'a b'");
  });
});

describe("connection restarts", () => {
  it.each([
    "systemctl restart network",
    "systemctl restart NetworkManager.service",
    "sudo systemctl --no-block stop sshd",
    "service network restart",
    "/etc/init.d/networking restart",
    "ifdown eth0 && ifup eth0",
    "netplan apply",
    "nmcli con up eth0",
    "nmcli networking off",
    "iptables-restore < rules",
  ])("%s", (script) => {
    expect(readScript(script).restartsConnection).toBeDefined();
  });

  it.each([
    "systemctl status sshd",
    "systemctl restart nginx",
    "service network status",
    "nmcli con show",
    "ssh h netplan apply",
  ])("not %s", (script) => {
    expect(readScript(script).restartsConnection).toBeUndefined();
  });
});

describe("endless", () => {
  it.each([
    "while true; do a; sleep 1; done",
    "while :; do a; done",
    "until false; do a; done",
    "for ((;;)); do a; done",
    "while ((1)); do a; done",
    "sleep infinity",
    "tail -f log",
    "tail -n 5 -F log",
    "nohup python3 -m http.server 80 &",
  ])("%s", (loop) => {
    const script = `b; ${loop}`;
    expect(readScript(script).endless?.start).toBe(3);
  });

  it.each([
    "while true; do if a; then break; fi; done",
    "while :; do a && exit 0; done",
    "while ! a; do sleep 1; done",
    "timeout 30 tail -f log",
    "timeout 30 bash -c 'while true; do a; done'",
    "tail -f log | grep -q ready",
    "tail -f --pid=12 log",
    "tail -n 5 log",
    "echo 'while true; do a; done'",
  ])("not %s", (script) => {
    expect(readScript(script).endless).toBeUndefined();
  });
});

describe("kills", () => {
  it("name their targets", () => {
    const script =
      "pkill -9 -f 'a b'; killall -s HUP c d; kill -TERM 12 $x; kill -0 13; sudo fuser -k /mnt; pkill -u root e";
    expect(readScript(script).kills.map(({ program, targets }) => [program, ...targets])).toEqual([
      ["pkill", "a b"],
      ["killall", "c", "d"],
      ["kill", "12", "$x"],
      ["fuser", "/mnt"],
      ["pkill", "e"],
    ]);
  });
});
