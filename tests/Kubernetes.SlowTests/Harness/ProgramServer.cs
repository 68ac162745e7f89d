using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Flink.Kubernetes.SlowTests.Harness;

/// <summary>Serves a program as a zip, to pods too.</summary>
internal sealed class ProgramServer : IDisposable
{
    private readonly byte[] _answer;
    private readonly TcpListener _listener = new(IPAddress.Any, 0);
    private readonly CancellationTokenSource _end = new();

    /// <param name="assembly">The program's entry assembly.</param>
    public ProgramServer(string assembly)
    {
        var zip = new MemoryStream();
        ZipFile.CreateFromDirectory(Path.GetDirectoryName(assembly)!, zip, CompressionLevel.Fastest, includeBaseDirectory: false);
        _answer = [.. Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {zip.Length}\r\nConnection: close\r\n\r\n"), .. zip.ToArray()];
        _listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>Where pods find it.</summary>
    /// <param name="host">This machine for them.</param>
    public string UrlAt(string host) => $"http://{host}:{((IPEndPoint)_listener.LocalEndpoint).Port}/program.zip";

    public void Dispose()
    {
        _end.Cancel();
        _listener.Stop();
        _end.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            try
            {
                _ = AnswerAsync(await _listener.AcceptTcpClientAsync(_end.Token));
            }
            catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task AnswerAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                using var request = new StreamReader(client.GetStream());
                while (await request.ReadLineAsync(_end.Token) is { Length: > 0 })
                {
                    // Whatever is asked for, it is the program.
                }

                await client.GetStream().WriteAsync(_answer, _end.Token);
            }
            catch (Exception e) when (e is IOException or OperationCanceledException)
            {
                // The caller is gone.
            }
        }
    }
}
