using Docker.DotNet;
using Flink.Core;
using Flink.Docker.Configuration;
using Flink.Docker.Engine;
using Flink.ResourceManagers.Drivers;

namespace Flink.Docker.Workers;

/// <summary>Fetches the image when the policy says so, once for all requests that wait for it.</summary>
internal sealed class ImagePulls(DockerEngine engine, string image, PullPolicy policy)
{
    private readonly Lock _gate = new();
    private Task? _pull;

    /// <summary>What has to happen before the first container.</summary>
    public Task BeforeFirstAsync(Action<string> waits, CancellationToken cancellation) =>
        policy is PullPolicy.Always ? PullAsync(waits, cancellation) : Task.CompletedTask;

    /// <summary>The engine does not have the image.</summary>
    /// <exception cref="WorkerRequestException">It is not to be had.</exception>
    public Task WhenMissingAsync(Action<string> waits, CancellationToken cancellation) => policy is PullPolicy.Never
        ? throw new WorkerRequestException(
            $"The Docker Engine at {engine.Address} has no image '{image}', and '{DockerOptions.ImagePullPolicy.Key}' is Never: build it there (docker/build-image.sh), or set '{DockerOptions.Image.Key}'.",
            isRetryable: false)
        : PullAsync(waits, cancellation);

    private Task PullAsync(Action<string> waits, CancellationToken cancellation)
    {
        Task pull;
        lock (_gate)
        {
            // One that failed is tried again by the next request.
            pull = _pull is { IsCompletedSuccessfully: true } or { IsCompleted: false } ? _pull : _pull = RunAsync(waits);
        }

        return pull.WaitAsync(cancellation);
    }

    private async Task RunAsync(Action<string> waits)
    {
        try
        {
            waits($"image '{image}' is being pulled");
            await engine.PullAsync(image, waits, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is DockerApiException or FlinkException)
        {
            throw new WorkerRequestException(
                $"The Docker Engine at {engine.Address} has no image '{image}' and cannot pull it: {EngineProblem.Words(e)}. "
                    + $"Build it there (docker/build-image.sh), or set '{DockerOptions.Image.Key}' to one that it can get.",
                e,
                isRetryable: false);
        }
    }
}
