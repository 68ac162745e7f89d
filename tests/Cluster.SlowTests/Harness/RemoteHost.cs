using System.Diagnostics;
using System.Net.Sockets;

namespace Flink.Cluster.SlowTests.Harness;

/// <summary>A host of a <see cref="HostNetwork"/> with a name, a folder of pid files and a server for ssh of its own; all other files are shared.</summary>
/// <remarks>The server takes one key, which is made for the test, and listens at the host's address alone.</remarks>
public sealed class RemoteHost : IDisposable
{
    private const string Server = "/usr/sbin/sshd";

    private readonly string _folder;
    private readonly Process _server;

    private RemoteHost(string folder, Process server)
    {
        _folder = folder;
        _server = server;
    }

    /// <summary>The TaskManagers that scripts have started on it.</summary>
    public int[] TaskManagers =>
        [.. Directory.GetFiles(Pids(_folder), "*-taskexecutor.pid").SelectMany(File.ReadAllLines).Select(int.Parse)];

    private string Log => File.Exists(Path.Combine(_folder, "sshd.log")) ? File.ReadAllText(Path.Combine(_folder, "sshd.log")) : "it has logged nothing";

    /// <summary>Options of <c>ssh</c> for hosts of these folders.</summary>
    public static string Options(string shared) =>
        $"-i {Key(shared)} -o IdentitiesOnly=yes -o BatchMode=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR";

    /// <summary>Brings it up, or skips the test where there is no server for ssh.</summary>
    /// <param name="network">Where it is.</param>
    /// <param name="host">Its number there.</param>
    /// <param name="shared">The folder for keys; below it the hosts have theirs.</param>
    /// <param name="pids">The folder of pid files, as scripts on the host see it.</param>
    public static async Task<RemoteHost> StartAsync(HostNetwork network, int host, string shared, string pids)
    {
        Assert.SkipUnless(File.Exists(Server), $"Hosts that are reached by ssh need {Server}: the package openssh-server.");
        var folder = Directory.CreateDirectory(Path.Combine(shared, $"host-{host}")).FullName;
        Directory.CreateDirectory(Pids(folder));
        Directory.CreateDirectory(pids);

        // It wants this to be there, and starts before the system has made it.
        Directory.CreateDirectory("/run/sshd");
        foreach (var key in (string[])[Key(shared), Path.Combine(folder, "host-key")])
        {
            if (!File.Exists(key) && SystemCommand.Run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key) is { } error)
            {
                throw new InvalidOperationException(error);
            }
        }

        var address = network.AddressOf(host);
        var configuration = Path.Combine(folder, "sshd_config");
        File.WriteAllLines(
            configuration,
            [
                "Port 22",
                $"ListenAddress {address}",
                $"HostKey {Path.Combine(folder, "host-key")}",
                $"AuthorizedKeysFile {Key(shared)}.pub",
                "StrictModes no",
                "PasswordAuthentication no",
                "KbdInteractiveAuthentication no",
                "PermitRootLogin prohibit-password",
                "UsePAM no",
                "PidFile none",
                $"SetEnv PATH=\"{Environment.GetEnvironmentVariable("PATH")}\"",
            ]);

        string[] words =
        [
            .. network.LauncherOf(host), "unshare", "--mount", "--uts", "sh", "-c",
            $"hostname worker-{host} && mount --bind '{Pids(folder)}' '{pids}' && exec {Server} -D -f '{configuration}' -E '{Path.Combine(folder, "sshd.log")}'",
        ];
        var started = new RemoteHost(folder, Process.Start(words[0], words[1..]));
        try
        {
            await Waiting.UntilAsync(() => started._server.HasExited || Listens(address), () => $"The server for ssh at {address} does not listen.");
            Assert.False(started._server.HasExited, $"The server for ssh at {address} has ended: {started.Log}");
            return started;
        }
        catch
        {
            started.Dispose();
            throw;
        }
    }

    /// <summary>Ends what was started on it, and its server.</summary>
    public void Dispose()
    {
        foreach (var pid in TaskManagers)
        {
            SystemCommand.Run("kill", "-9", $"{pid}");
        }

        if (!_server.HasExited)
        {
            _server.Kill();
            _server.WaitForExit();
        }

        _server.Dispose();
    }

    private static string Key(string shared) => Path.Combine(shared, "key");

    private static string Pids(string folder) => Path.Combine(folder, "pid");

    private static bool Listens(string address)
    {
        try
        {
            using var client = new TcpClient(address, 22);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
