using System.Globalization;
using Flink.Core;
using Flink.Yarn.Rpc;
using Flink.Yarn.Rpc.Messages;
using Google.Protobuf;
using Microsoft.Extensions.Logging;

namespace Flink.Yarn.ApplicationMaster;

/// <summary>What an attempt says to the ResourceManager: it registers, asks and hears again and again, and takes its leave (docs/decisions/0036).</summary>
/// <remarks>One call at a time. An answer that was lost is fetched by the same request, which YARN carries out once; a ResourceManager that was started anew is registered with again.</remarks>
internal sealed class MasterSession
{
    private const string Protocol = "ApplicationMasterProtocolPB";
    private const string Expected = "expect responseId to be ";
    private static readonly TimeSpan _leavePause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan _awayPause = TimeSpan.FromMilliseconds(500);

    private readonly RpcClient _rpc;
    private readonly Attempt _attempt;
    private readonly RegisterRequest _registration;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private AllocateRequest? _unanswered;
    private int _response;

    /// <param name="rpc">To the schedulers.</param>
    /// <param name="attempt">Who speaks.</param>
    /// <param name="restAddress">Where the JobManager's REST endpoint is, "host:port"; null for none.</param>
    /// <param name="clock">The clock of pauses.</param>
    /// <param name="logger">For what people should know.</param>
    public MasterSession(RpcClient rpc, Attempt attempt, string? restAddress, TimeProvider clock, ILogger logger)
    {
        (_rpc, _attempt, _clock, _logger) = (rpc, attempt, clock, logger);
        var at = restAddress?.LastIndexOf(':') ?? -1;
        _registration = new RegisterRequest
        {
            Host = at < 0 ? attempt.Host : restAddress![..at],
            RpcPort = at < 0 ? -1 : int.Parse(restAddress.AsSpan(at + 1), CultureInfo.InvariantCulture),
            TrackingUrl = at < 0 ? "" : $"http://{restAddress}",
        };
    }

    /// <summary>The Java name of what is called.</summary>
    public static string ProtocolName => $"org.apache.hadoop.yarn.api.{Protocol}";

    /// <summary>Whether an error says that this attempt is over for YARN: another one may run already, and nothing of the application is ours any more.</summary>
    public static bool IsOver(RpcRemoteException e) =>
        e.Is("ApplicationAttemptNotFoundException") || e.Is("InvalidToken") || e.Said.Contains("doesn't exist in cache", StringComparison.Ordinal);

    /// <summary>Registers. Null when this attempt is registered already, by an earlier term or in an answer that was lost.</summary>
    public async Task<RegisterResponse?> RegisterAsync(CancellationToken cancellation)
    {
        RegisterResponse? response = null;
        try
        {
            response = await _rpc.CallAsync("registerApplicationMaster", _registration, RegisterResponse.Parser, cancellation).ConfigureAwait(false);
            _attempt.Keep(response.NodeTokens);
        }
        catch (RpcRemoteException e) when (e.Is("InvalidApplicationMasterRequestException") && e.Said.Contains("already registered", StringComparison.OrdinalIgnoreCase))
        {
            // As good as an answer.
        }

        (_response, _unanswered) = (0, null);
        return response;
    }

    /// <summary>Tells what has changed, and hears what has happened.</summary>
    /// <exception cref="RpcUnreachableException">Nobody has answered: the next call says the same.</exception>
    /// <exception cref="RpcRemoteException">The ResourceManager does not take it.</exception>
    public async Task<AllocateResponse> AllocateAsync(IContainerAsks asks, CancellationToken cancellation)
    {
        var isRegisteredAnew = false;
        while (true)
        {
            var request = _unanswered ??= asks.TakeChanges();
            request.ResponseId = _response;
            try
            {
                var response = await _rpc.CallAsync("allocate", request, AllocateResponse.Parser, cancellation).ConfigureAwait(false);
                (_response, _unanswered) = (response.ResponseId, null);
                Keep(response);
                return response;
            }
            catch (RpcRemoteException e) when (IsForgotten(e) && !isRegisteredAnew)
            {
                // Once: whether one that forgets again is asked again, and when, is the caller's.
                isRegisteredAnew = true;
                SessionLog.RegistersAgain(_logger, e.Message);
                await RegisterAsync(cancellation).ConfigureAwait(false);
                asks.StartAnew();
            }
            catch (RpcRemoteException e) when (ExpectedBy(e) is { } expected && expected != _response)
            {
                // An earlier term has spoken before us; or what was said last has come, and its answer is known.
                (_response, _unanswered) = (expected, null);
                asks.StartAnew();
            }
            catch (RpcRemoteException e) when (e.Is("InvalidResourceRequestException") || e.Is("InvalidResourceBlacklistRequestException") || e.Is("InvalidContainerReleaseException") || e.Is("InvalidLabelResourceRequestException"))
            {
                // Of this one nothing is taken, and the number of the next answer stays.
                asks.Refused(request, e.Said);
                _unanswered = null;
            }
        }
    }

    /// <summary>Takes leave: nothing of the application remains, and no further attempt is made.</summary>
    public async Task FinishAsync(FinalStatus status, string diagnostics, CancellationToken cancellation)
    {
        var request = new FinishRequest { FinalStatus = status, Diagnostics = diagnostics, TrackingUrl = "" };
        while (true)
        {
            var pause = _leavePause;
            try
            {
                if (await TryFinishAsync(request, cancellation).ConfigureAwait(false))
                {
                    return;
                }
            }
            catch (RpcUnreachableException e)
            {
                SessionLog.NotReached(_logger, e.Message);
                pause = _awayPause;
            }

            await Task.Delay(pause, _clock, cancellation).ConfigureAwait(false);
        }
    }

    private static bool IsForgotten(RpcRemoteException e) => e.Is("ApplicationMasterNotRegisteredException");

    private static int? ExpectedBy(RpcRemoteException e)
    {
        var at = e.Is("InvalidApplicationMasterRequestException") ? e.Said.IndexOf(Expected, StringComparison.Ordinal) : -1;
        return at >= 0 && int.TryParse(
            string.Concat(e.Said.Skip(at + Expected.Length).TakeWhile(char.IsAsciiDigit)), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }

    private async Task<bool> TryFinishAsync(FinishRequest request, CancellationToken cancellation)
    {
        try
        {
            return (await _rpc.CallAsync("finishApplicationMaster", request, FinishResponse.Parser, cancellation).ConfigureAwait(false)).IsUnregistered;
        }
        catch (RpcRemoteException e) when (IsForgotten(e))
        {
            await RegisterAsync(cancellation).ConfigureAwait(false);
            return false;
        }
    }

    private void Keep(AllocateResponse response)
    {
        _attempt.Keep(response.NodeTokens);
        if (response.AmRmToken is { } token)
        {
            // The file that the first one came in keeps that one.
            _attempt.Token = HadoopToken.Of(token);
        }
    }
}
