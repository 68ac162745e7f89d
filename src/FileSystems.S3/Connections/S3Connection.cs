using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Flink.Core.FileSystems;
using Polly;
using Polly.Retry;

namespace Flink.FileSystems.S3.Connections;

/// <summary>The service: every request goes through here, is given a time, repeated while that can help, and fails with an error for people.</summary>
/// <remarks>Safe for use by several threads. Lives as long as its process.</remarks>
internal sealed class S3Connection
{
    private static readonly TimeSpan _firstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan _longestPause = TimeSpan.FromSeconds(5);

    private readonly AmazonS3Client _client;
    private readonly ResiliencePipeline _repeating;
    private readonly ResiliencePipeline _once;

    public S3Connection(S3Settings settings)
    {
        Settings = settings;
        Uploads = new SemaphoreSlim(settings.MaxUploads);
        Buffers = new PartBuffers(settings.PartSize, settings.MaxUploads);
        var configuration = new AmazonS3Config
        {
            // Repeated here, where it is known what may be.
            MaxErrorRetry = 0,
            MaxConnectionsPerServer = settings.MaxConnections,
            Timeout = System.Threading.Timeout.InfiniteTimeSpan,
            ForcePathStyle = settings.PathStyle,
        };
        if (settings.Endpoint is { } endpoint)
        {
            configuration.ServiceURL = endpoint.ToString();
            configuration.UseHttp = endpoint.Scheme == Uri.UriSchemeHttp;
            configuration.AuthenticationRegion = settings.Region ?? Environment.GetEnvironmentVariable("AWS_REGION") ?? "us-east-1";
        }
        else if (settings.Region is { } region)
        {
            configuration.RegionEndpoint = RegionEndpoint.GetBySystemName(region);
        }

        _client = settings.Keys switch
        {
            null => new AmazonS3Client(configuration),
            (var access, var secret, null) => new AmazonS3Client(new BasicAWSCredentials(access, secret), configuration),
            (var access, var secret, { } token) => new AmazonS3Client(new SessionAWSCredentials(access, secret, token), configuration),
        };
        _once = new ResiliencePipelineBuilder().AddTimeout(settings.Timeout).Build();
        _repeating = settings.Attempts == 1 ? _once : new ResiliencePipelineBuilder()
            .AddRetry(new RetryStrategyOptions
            {
                MaxRetryAttempts = settings.Attempts - 1,
                Delay = _firstPause,
                MaxDelay = _longestPause,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                ShouldHandle = static arguments => ValueTask.FromResult(arguments.Outcome.Exception is { } error && S3Errors.MayPass(error)),
            })
            .AddTimeout(settings.Timeout)
            .Build();
    }

    public S3Settings Settings { get; }

    /// <summary>Permits to keep a part in memory until the service has it.</summary>
    public SemaphoreSlim Uploads { get; }

    /// <summary>Memory for these parts.</summary>
    public PartBuffers Buffers { get; }

    /// <summary>Asks and waits, repeating what fails without a reason of its own.</summary>
    /// <param name="verb">What is being done, as errors say it: "read".</param>
    /// <param name="at">Where.</param>
    /// <param name="call">The request; called once for each attempt.</param>
    /// <exception cref="FileSystemException">It could not be done.</exception>
    public T Call<T>(string verb, ObjectPlace at, Func<AmazonS3Client, CancellationToken, Task<T>> call) =>
        CallAsync(verb, at, call).GetAwaiter().GetResult();

    /// <summary>As <see cref="Call"/>, with null for what is not there.</summary>
    public T? TryCall<T>(string verb, ObjectPlace at, Func<AmazonS3Client, CancellationToken, Task<T>> call)
        where T : class
    {
        try
        {
            return Call(verb, at, call);
        }
        catch (FileSystemException e) when (e.Error == FileSystemError.NotFound && S3Errors.IsMissingObject(e.InnerException))
        {
            return null;
        }
    }

    /// <summary>As <see cref="Call"/>, without waiting.</summary>
    public async Task<T> CallAsync<T>(string verb, ObjectPlace at, Func<AmazonS3Client, CancellationToken, Task<T>> call)
    {
        try
        {
            return await RunAsync(_repeating, call).ConfigureAwait(false);
        }
        catch (Exception e) when (S3Errors.IsOfService(e))
        {
            throw S3Errors.Translate(verb, at, e, Settings);
        }
    }

    /// <summary>Asks once, for what is only tidied up, mostly after something else has failed, which is what counts then.</summary>
    /// <returns>The answer; null when there was none, or another than hoped for.</returns>
    public T? TryOnce<T>(Func<AmazonS3Client, CancellationToken, Task<T>> call)
        where T : class
    {
        try
        {
            return RunAsync(_once, call).GetAwaiter().GetResult();
        }
        catch (Exception e) when (S3Errors.IsOfService(e))
        {
            return null;
        }
    }

    private Task<T> RunAsync<T>(ResiliencePipeline pipeline, Func<AmazonS3Client, CancellationToken, Task<T>> call) => pipeline.ExecuteAsync(
        static async (state, cancellation) => await state.call(state._client, cancellation).ConfigureAwait(false), (call, _client), CancellationToken.None).AsTask();
}
