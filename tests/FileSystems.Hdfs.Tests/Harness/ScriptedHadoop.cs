using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Flink.Core.Configuration;
using Flink.FileSystems.Hdfs.Configuration;
using Flink.FileSystems.Hdfs.Files;

namespace Flink.FileSystems.Hdfs.Tests.Harness;

/// <summary>Web servers of NameNodes and DataNodes whose answers a test makes up; each connection carries one request.</summary>
internal sealed class ScriptedHadoop : IDisposable
{
    private readonly TcpListener[] _listeners;
    private readonly Func<ScriptedRequest, ScriptedReply> _script;
    private readonly List<ScriptedRequest> _requests = [];

    public ScriptedHadoop(int servers, Func<ScriptedRequest, ScriptedReply> script)
    {
        _script = script;
        _listeners = [.. Enumerable.Range(0, servers).Select(_ => new TcpListener(IPAddress.Loopback, 0))];
        for (var server = 0; server < servers; server++)
        {
            var (listener, number) = (_listeners[server], server);
            listener.Start();
            new Thread(() => Accept(listener, number)) { IsBackground = true }.Start();
        }
    }

    public ImpatientClock Clock { get; } = new();

    /// <summary>What was asked, in order.</summary>
    public IReadOnlyList<ScriptedRequest> Requests
    {
        get
        {
            lock (_requests)
            {
                return [.. _requests];
            }
        }
    }

    public string AddressOf(int server) => $"127.0.0.1:{((IPEndPoint)_listeners[server].LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>Sends a request on to a DataNode, as a NameNode does.</summary>
    public ScriptedReply SendOn(ScriptedRequest request, int server) =>
        new(307, [], $"http://{AddressOf(server)}{request.Target}&namenoderpcaddress=nn:8020");

    /// <summary>A file system whose cluster "ns" has the first servers as its NameNodes.</summary>
    public HdfsFileSystem NewFileSystem(int nameNodes = 1, params (string Key, string Value)[] settings)
    {
        var configuration = FlinkConfiguration.Empty
            .With("flink.hadoop.fs.defaultFS", "hdfs://ns")
            .With("flink.hadoop.dfs.nameservices", "ns")
            .With("flink.hadoop.dfs.ha.namenodes.ns", string.Join(',', Enumerable.Range(0, nameNodes).Select(node => $"nn{node}")));
        for (var node = 0; node < nameNodes; node++)
        {
            configuration = configuration.With($"flink.hadoop.dfs.namenode.http-address.ns.nn{node}", AddressOf(node));
        }

        foreach (var (key, value) in settings)
        {
            configuration = configuration.With($"flink.hadoop.{key}", value);
        }

        return new HdfsFileSystem(HadoopConfiguration.Load(configuration, static name => name == "HADOOP_USER_NAME" ? "carol" : null), Clock);
    }

    public void Dispose()
    {
        foreach (var listener in _listeners)
        {
            listener.Dispose();
        }
    }

    private void Accept(TcpListener listener, int server)
    {
        try
        {
            while (true)
            {
                var connection = listener.AcceptTcpClient();
                new Thread(() => Serve(connection, server)) { IsBackground = true }.Start();
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // The test is over.
        }
    }

    private void Serve(TcpClient connection, int server)
    {
        using var client = connection;
        try
        {
            var stream = client.GetStream();
            if (ReadHead(stream) is not [var first, .. var headers])
            {
                return;
            }

            var length = headers.Where(static line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
                .Select(static line => int.Parse(line.AsSpan(15), CultureInfo.InvariantCulture)).FirstOrDefault();
            if (headers.Any(static line => line.StartsWith("Expect:", StringComparison.OrdinalIgnoreCase)))
            {
                stream.Write("HTTP/1.1 100 Continue\r\n\r\n"u8);
            }

            var body = new byte[length];
            stream.ReadExactly(body);
            var parts = first.Split(' ');
            var request = new ScriptedRequest(server, parts[0], parts[1], body);
            ScriptedReply reply;
            lock (_requests)
            {
                _requests.Add(request);
                reply = _script(request);
            }

            Answer(stream, reply);
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            // Who asked has gone.
        }
    }

    private static void Answer(NetworkStream stream, ScriptedReply reply)
    {
        if (reply.Status <= 0)
        {
            if (reply == ScriptedReply.Silence)
            {
                stream.ReadByte();
            }

            return;
        }

        var location = reply.Location is null ? "" : $"Location: {reply.Location}\r\n";
        stream.Write(Encoding.ASCII.GetBytes(string.Create(
            CultureInfo.InvariantCulture, $"HTTP/1.1 {reply.Status} Scripted\r\n{location}Content-Length: {reply.Body.Length}\r\nConnection: close\r\n\r\n")));
        stream.Write(reply.Body.AsSpan(0, reply.SendsOnly ?? reply.Body.Length));
    }

    private static List<string> ReadHead(NetworkStream stream)
    {
        var (lines, line) = (new List<string>(), new StringBuilder());
        for (int next; (next = stream.ReadByte()) >= 0;)
        {
            if (next != '\n')
            {
                line.Append((char)next);
                continue;
            }

            var text = line.ToString().TrimEnd('\r');
            line.Clear();
            if (text.Length == 0)
            {
                return lines;
            }

            lines.Add(text);
        }

        return [];
    }
}
