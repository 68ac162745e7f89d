using System.Net;
using System.Net.Sockets;
using Flink.Core;
using Google.Protobuf;

namespace Flink.Yarn.Rpc;

/// <summary>Calls to whichever server of several is active, over one connection that is made when it is needed and anew when it broke.</summary>
/// <remarks>Safe for concurrent use: one call at a time, in turn. What broke off in between is not repeated here; only the caller knows whether it may be.</remarks>
/// <param name="addresses">Servers that stand by for each other; one at least.</param>
/// <param name="protocol">The Java name of what is called.</param>
/// <param name="token">Who calls: asked for each connection, since it may have been replaced.</param>
/// <param name="patience">How long a call may take, with the connection.</param>
/// <param name="clock">The clock of that.</param>
internal sealed class RpcClient(IReadOnlyList<DnsEndPoint> addresses, string protocol, Func<HadoopToken> token, TimeSpan patience, TimeProvider clock) : IDisposable
{
    // Of a machine that is gone nothing comes back: the others are to have their turn within the patience.
    private static readonly TimeSpan _connect = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _turn = new(1);
    private RpcConnection? _connection;
    private int _active;

    /// <summary>Calls a method.</summary>
    /// <exception cref="RpcRemoteException">The active server refuses.</exception>
    /// <exception cref="RpcUnreachableException">No server has answered, in time.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<T> CallAsync<T>(string method, IMessage request, MessageParser<T> parser, CancellationToken cancellation)
        where T : IMessage<T>
    {
        await _turn.WaitAsync(cancellation).ConfigureAwait(false);
        try
        {
            return await CallInTurnAsync(method, request, parser, cancellation).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Ends the connection; a call that is under way fails.</summary>
    public void Dispose()
    {
        _connection?.Dispose();
        _turn.Dispose();
    }

    private static bool IsStandby(RpcRemoteException e) => e.Is("StandbyException") || e.Is("RetriableException");

    private async Task<T> CallInTurnAsync<T>(string method, IMessage request, MessageParser<T> parser, CancellationToken cancellation)
        where T : IMessage<T>
    {
        using var late = new CancellationTokenSource(patience, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, late.Token);
        RpcUnreachableException? last = null;
        for (var tried = 0; tried < addresses.Count && !late.IsCancellationRequested; tried++)
        {
            var isConnected = false;
            try
            {
                _connection ??= await ConnectAsync(addresses[_active], both.Token).ConfigureAwait(false);
                isConnected = true;
                return await _connection.CallAsync(method, request, parser, both.Token).ConfigureAwait(false);
            }
            catch (RpcRemoteException e)
            {
                if (e.IsFatal || IsStandby(e))
                {
                    Disconnect();
                }

                if (!IsStandby(e))
                {
                    throw;
                }

                last = Unreachable(e);
            }
            catch (Exception e) when (e is not OperationCanceledException || !cancellation.IsCancellationRequested)
            {
                Disconnect();
                last = Unreachable(e);
            }
            catch
            {
                // What comes now belongs to nobody.
                Disconnect();
                throw;
            }

            // The active one has moved, or has gone with an answer that is lost.
            _active = (_active + 1) % addresses.Count;
            if (isConnected && last.InnerException is not RpcRemoteException)
            {
                break;
            }
        }

        throw last!;
    }

    private async Task<RpcConnection> ConnectAsync(DnsEndPoint address, CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(_connect, clock);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellation, late.Token);
        return await RpcConnection.OpenAsync(address, protocol, token(), both.Token).ConfigureAwait(false);
    }

    private void Disconnect()
    {
        _connection?.Dispose();
        _connection = null;
    }

    private RpcUnreachableException Unreachable(Exception e)
    {
        var address = addresses[_active];
        var why = e switch
        {
            OperationCanceledException => "it does not answer in time",
            SocketException or IOException or FlinkException => e.Message,
            _ => $"{e.GetType().Name}: {e.Message}",
        };
        return new RpcUnreachableException($"Hadoop at {address.Host}:{address.Port} cannot be called: {why}", e);
    }
}
