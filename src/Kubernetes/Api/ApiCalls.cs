using Flink.Core;
using Polly;
using Polly.Retry;

namespace Flink.Kubernetes.Api;

/// <summary>Makes calls again when that may help: for as long as somebody waits, or a few times. What is thrown is final.</summary>
/// <remarks>Only calls that may be made twice: reads, apply, deletion, replacement of a certain version, and creation where one knows one's own (<see cref="CreateAsync"/>).</remarks>
public sealed class ApiCalls
{
    private static readonly ResiliencePropertyKey<Action<Exception>?> _onRetry = new("flink.retry");

    private readonly KubernetesConnection _connection;
    private readonly ResiliencePipeline _patient;
    private readonly ResiliencePipeline _brief;

    /// <param name="connection">The connection whose calls are made.</param>
    /// <param name="retries">How often a brief call is made again.</param>
    /// <param name="clock">The clock of the pauses.</param>
    public ApiCalls(KubernetesConnection connection, int retries, TimeProvider clock)
    {
        _connection = connection;
        _patient = Pipeline(int.MaxValue, clock);
        _brief = retries == 0 ? ResiliencePipeline.Empty : Pipeline(retries, clock);
    }

    /// <summary>Makes a call until it succeeds or is refused.</summary>
    /// <param name="call">The call.</param>
    /// <param name="waits">Is told when it is made again, and why.</param>
    /// <param name="cancellation">Nobody waits any more.</param>
    public Task<T> PatientlyAsync<T>(Func<CancellationToken, Task<T>> call, Action<Exception>? waits, CancellationToken cancellation) => RunAsync(_patient, call, waits, cancellation);

    /// <summary>Makes a call, and makes it again a few times when the API is away or overloaded.</summary>
    public Task<T> BrieflyAsync<T>(Func<CancellationToken, Task<T>> call, CancellationToken cancellation) => RunAsync(_brief, call, null, cancellation);

    /// <summary>Makes an object, as <see cref="BrieflyAsync"/> makes calls. That the object is there when it is tried again is no conflict if an earlier attempt, whose answer was lost, has made it.</summary>
    /// <param name="create">The call.</param>
    /// <param name="read">Reads the object of that name.</param>
    /// <param name="isOurs">Whether it is the one that was to be made.</param>
    /// <param name="cancellation">Nobody waits any more.</param>
    public Task<T> CreateAsync<T>(Func<CancellationToken, Task<T>> create, Func<CancellationToken, Task<T>> read, Func<T, bool> isOurs, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(create);
        ArgumentNullException.ThrowIfNull(read);
        ArgumentNullException.ThrowIfNull(isOurs);
        var attempts = 0;
        return BrieflyAsync(
            async token =>
            {
                try
                {
                    attempts++;
                    return await create(token).ConfigureAwait(false);
                }
                catch (Exception e) when (attempts > 1 && ApiProblem.IsConflict(e))
                {
                    var there = await read(token).ConfigureAwait(false);
                    if (isOurs(there))
                    {
                        return there;
                    }

                    throw;
                }
            },
            cancellation);
    }

    /// <summary>An error for people: what was asked, where, and what to do.</summary>
    public FlinkException Explain(ApiCall call, Exception error) =>
        new(ApiProblem.Describe(_connection.Address, call, _connection.Namespace, error) + ".", error, ApiProblem.IsTransient(error));

    private static ResiliencePipeline Pipeline(int retries, TimeProvider clock) => new ResiliencePipelineBuilder { TimeProvider = clock }
        .AddRetry(new RetryStrategyOptions
        {
            ShouldHandle = new PredicateBuilder().Handle<Exception>(ApiProblem.IsTransient),
            MaxRetryAttempts = retries,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = TimeSpan.FromMilliseconds(100),
            MaxDelay = TimeSpan.FromSeconds(5),
            OnRetry = static retry =>
            {
                if (retry.Context.Properties.TryGetValue(_onRetry, out var waits))
                {
                    waits?.Invoke(retry.Outcome.Exception!);
                }

                return default;
            },
        })
        .Build();

    private static async Task<T> RunAsync<T>(ResiliencePipeline pipeline, Func<CancellationToken, Task<T>> call, Action<Exception>? waits, CancellationToken cancellation)
    {
        var context = ResilienceContextPool.Shared.Get(continueOnCapturedContext: false, cancellation);
        try
        {
            context.Properties.Set(_onRetry, waits);
            return await pipeline.ExecuteAsync(static async (context, call) => await call(context.CancellationToken).ConfigureAwait(false), context, call).ConfigureAwait(false);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }
}
