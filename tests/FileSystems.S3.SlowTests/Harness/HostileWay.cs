using System.Net;
using System.Net.Sockets;
using System.Text;
using Flink.Core.Configuration;

namespace Flink.FileSystems.S3.SlowTests.Harness;

/// <summary>A way to the service on which requests and answers get lost as a test wants.</summary>
public sealed class HostileWay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly Lock _gate = new();
    private readonly List<Socket> _sockets = [];
    private readonly Task _accepting;
    private readonly SemaphoreSlim _refused = new(0);
    private Predicate<string>? _losesRequest;
    private Predicate<string>? _losesAnswer;
    private string? _lost;
    private bool _isBlocked;

    public HostileWay()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Endpoint => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>What a file system needs to go this way.</summary>
    public FlinkConfiguration Configuration => S3Service.Configuration.With("s3.endpoint", Endpoint.ToString());

    /// <summary>The first line of the answer that was lost; null while none was.</summary>
    public string? LostAnswer
    {
        get
        {
            lock (_gate)
            {
                return _lost;
            }
        }
    }

    /// <summary>Lets the answer to the next request that begins so get lost, after the service has carried it out.</summary>
    /// <param name="request">Whether the first line of a request is meant.</param>
    public void LoseAnswer(Predicate<string> request)
    {
        lock (_gate)
        {
            (_losesAnswer, _lost) = (request, null);
        }
    }

    /// <summary>Lets all such requests get lost.</summary>
    /// <param name="request">Whether the first line of a request is meant; null for none.</param>
    public void LoseRequests(Predicate<string>? request)
    {
        lock (_gate)
        {
            _losesRequest = request;
        }
    }

    /// <summary>Breaks all connections, and those that come, until it is opened.</summary>
    public void Block()
    {
        lock (_gate)
        {
            _isBlocked = true;
        }

        Cut();
    }

    public void Open()
    {
        lock (_gate)
        {
            _isBlocked = false;
        }
    }

    /// <summary>Waits until somebody has tried in vain.</summary>
    /// <param name="times">How often.</param>
    public async Task RefusesAsync(int times)
    {
        for (; times > 0; times--)
        {
            Assert.True(await _refused.WaitAsync(TimeSpan.FromMinutes(2)), "Nobody tries any more.");
        }
    }

    /// <summary>Breaks all connections.</summary>
    public void Cut()
    {
        lock (_gate)
        {
            foreach (var socket in _sockets)
            {
                socket.Close(0);
            }

            _sockets.Clear();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        Cut();
        await _accepting;
        _end.Dispose();
        _refused.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var caller = await _listener.AcceptSocketAsync(_end.Token);
                if (Take(caller))
                {
                    _ = ServeAsync(caller);
                }
                else
                {
                    caller.Close(0);
                    _refused.Release();
                }
            }
        }
        catch (Exception e) when (_end.IsCancellationRequested && e is OperationCanceledException or InvalidOperationException or SocketException)
        {
            // The end of the test, also where the listener was stopped between two callers.
        }
    }

    private bool Take(Socket caller)
    {
        lock (_gate)
        {
            if (!_isBlocked)
            {
                _sockets.Add(caller);
            }

            return !_isBlocked;
        }
    }

    private async Task ServeAsync(Socket caller)
    {
        using var target = new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await target.ConnectAsync(S3Service.Endpoint.Host, S3Service.Endpoint.Port, _end.Token);
            (caller.NoDelay, target.NoDelay) = (true, true);
            var exchange = new Exchange();
            await Task.WhenAny(
                PassAsync(caller, target, bytes => Sees(exchange, bytes)),
                PassAsync(target, caller, bytes => Answers(exchange, bytes)));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // Both ends see their connection end.
        }
        finally
        {
            caller.Close(0);
        }
    }

    // False where the connection is to break.
    private bool Sees(Exchange exchange, ReadOnlySpan<byte> bytes)
    {
        var line = FirstLine(bytes);
        lock (_gate)
        {
            exchange.Request = line.EndsWith(" HTTP/1.1", StringComparison.Ordinal) ? line : exchange.Request;
            return _losesRequest?.Invoke(exchange.Request) != true;
        }
    }

    private bool Answers(Exchange exchange, ReadOnlySpan<byte> bytes)
    {
        var line = FirstLine(bytes);
        lock (_gate)
        {
            if (_losesAnswer?.Invoke(exchange.Request) != true || line.StartsWith("HTTP/1.1 100", StringComparison.Ordinal))
            {
                return true;
            }

            (_losesAnswer, _lost) = (null, line);
            return false;
        }
    }

    private static string FirstLine(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf("\r\n"u8);
        return end < 0 ? "" : Encoding.ASCII.GetString(bytes[..end]);
    }

    private async Task PassAsync(Socket from, Socket to, Func<byte[], bool> looks)
    {
        var buffer = new byte[64 << 10];
        for (var count = await from.ReceiveAsync(buffer, _end.Token); count > 0; count = await from.ReceiveAsync(buffer, _end.Token))
        {
            if (!looks(buffer[..count]))
            {
                return;
            }

            for (var sent = 0; sent < count;)
            {
                sent += await to.SendAsync(buffer.AsMemory(sent, count - sent), _end.Token);
            }
        }
    }

    private sealed class Exchange
    {
        public string Request { get; set; } = "";
    }
}
