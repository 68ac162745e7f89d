using System.Globalization;

namespace Flink.Cluster.SlowTests.Harness;

/// <summary>Hosts with addresses of their own: namespaces of this machine's network, with a switch between them and this machine.</summary>
/// <remarks>What is cut is cut within the switch, silently: the links of the hosts stay up, and nobody is told.</remarks>
public sealed class HostNetwork : IDisposable
{
    private const string Nobody = "02:00:00:00:00:01";

    private static int _networks;

    private readonly string _name;
    private readonly string _subnet;
    private readonly int _hosts;
    private readonly HashSet<int> _separated = [];
    private readonly HashSet<(int From, int To)> _deaf = [];

    private HostNetwork(int hosts)
    {
        // Other runs of these tests may have networks beside this one.
        var (process, number) = (Environment.ProcessId, Interlocked.Increment(ref _networks));
        _name = string.Create(CultureInfo.InvariantCulture, $"fl{process:x}-{number}");
        _subnet = $"10.{192 + (process % 32)}.{((process / 32) + (16 * number)) % 256}";
        _hosts = hosts;
        AppDomain.CurrentDomain.ProcessExit += Remove;
    }

    private string Switch => $"{_name}-sw";

    /// <summary>Sets one up, or skips the test where that is not allowed.</summary>
    /// <param name="hosts">How many hosts beside this machine; they are counted from zero.</param>
    public static HostNetwork SetUp(int hosts)
    {
        var network = new HostNetwork(hosts);
        try
        {
            network.Connect();
        }
        catch (InvalidOperationException e)
        {
            network.Dispose();
            Assert.Skip($"Hosts of their own need the right to make network namespaces, bridges in them, and the package iproute2: {e.Message}");
        }

        return network;
    }

    /// <summary>The address of this machine in the network.</summary>
    public string OwnAddress => $"{_subnet}.1";

    /// <summary>The address of a host.</summary>
    public string AddressOf(int host) => $"{_subnet}.{10 + host}";

    /// <summary>What runs a command on a host: the words before it.</summary>
    public string[] LauncherOf(int host) => ["ip", "netns", "exec", NameOf(host)];

    /// <summary>Lets nothing more through between two hosts; others still reach both, and both reach others.</summary>
    public void Separate(int one, int other)
    {
        foreach (var host in (int[])[one, other])
        {
            Isolate(host, "on");
            _separated.Add(host);
        }
    }

    /// <summary>Loses what one host sends to another, and nothing of what the other sends to it.</summary>
    public void Lose(int from, int to)
    {
        Do("ip", "-n", NameOf(from), "neighbour", "replace", AddressOf(to), "lladdr", Nobody, "dev", "eth0", "nud", "permanent");
        _deaf.Add((from, to));
    }

    /// <summary>Undoes <see cref="Separate"/> and <see cref="Lose"/>.</summary>
    public void Mend()
    {
        foreach (var host in _separated)
        {
            Isolate(host, "off");
        }

        foreach (var (from, to) in _deaf)
        {
            Do("ip", "-n", NameOf(from), "neighbour", "delete", AddressOf(to), "dev", "eth0");
        }

        _separated.Clear();
        _deaf.Clear();
    }

    /// <summary>Lets nothing more through to a host and from it.</summary>
    public void Unplug(int host) => Do("ip", "-n", Switch, "link", "set", PortOf(host), "nomaster");

    /// <summary>Undoes <see cref="Unplug"/>.</summary>
    public void Plug(int host) => Do("ip", "-n", Switch, "link", "set", PortOf(host), "master", "br0");

    /// <summary>Takes it away; no process runs in it any more.</summary>
    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= Remove;
        Remove(null, EventArgs.Empty);
    }

    private static void Do(string command, params string[] arguments)
    {
        if (SystemCommand.Run(command, arguments) is { } error)
        {
            throw new InvalidOperationException(error);
        }
    }

    private static string PortOf(int host) => $"port{host}";

    private string NameOf(int host) => $"{_name}-{host}";

    private void Isolate(int host, string onOrOff) => Do("bridge", "-n", Switch, "link", "set", "dev", PortOf(host), "isolated", onOrOff);

    private void Connect()
    {
        Do("ip", "netns", "add", Switch);
        Do("ip", "-n", Switch, "link", "add", "br0", "type", "bridge");
        Do("ip", "-n", Switch, "link", "set", "br0", "up");

        // This machine's side ends with the switch's.
        Do("ip", "link", "add", _name, "type", "veth", "peer", "name", "uplink", "netns", Switch);
        Do("ip", "address", "add", $"{OwnAddress}/24", "dev", _name);
        Do("ip", "link", "set", _name, "up");
        Do("ip", "-n", Switch, "link", "set", "uplink", "master", "br0", "up");
        for (var host = 0; host < _hosts; host++)
        {
            var name = NameOf(host);
            Do("ip", "netns", "add", name);
            Do("ip", "link", "add", "eth0", "netns", name, "type", "veth", "peer", "name", PortOf(host), "netns", Switch);
            Do("ip", "-n", name, "address", "add", $"{AddressOf(host)}/24", "dev", "eth0");
            Do("ip", "-n", name, "link", "set", "eth0", "up");
            Do("ip", "-n", name, "link", "set", "lo", "up");
            Do("ip", "-n", Switch, "link", "set", PortOf(host), "master", "br0", "up");
        }
    }

    // What is not there, because it was not set up, cannot be taken away.
    private void Remove(object? sender, EventArgs e)
    {
        SystemCommand.Run("ip", "link", "delete", _name);
        for (var host = 0; host < _hosts; host++)
        {
            SystemCommand.Run("ip", "netns", "delete", NameOf(host));
        }

        SystemCommand.Run("ip", "netns", "delete", Switch);
    }
}
