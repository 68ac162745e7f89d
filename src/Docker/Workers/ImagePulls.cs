using System.Net;
using Docker.DotNet;
using Docker.DotNet.Models;
using Flink.Core;
using Flink.Docker.Configuration;
using Flink.Docker.Engine;
using Flink.ResourceManagers.Drivers;

namespace Flink.Docker.Workers;

/// <summary>Makes containers of the image, which is fetched when the policy says so, once for all requests that wait for it.</summary>
internal sealed class ImagePulls(DockerEngine engine, string image, PullPolicy policy)
{
    private readonly Lock _gate = new();
    private Task? _pull;

    /// <summary>Makes a container, with the image fetched where that is necessary; its id.</summary>
    /// <exception cref="WorkerRequestException">The image is not to be had.</exception>
    /// <exception cref="DockerApiException">The engine refuses for another reason.</exception>
    public async Task<string> CreateAsync(CreateContainerParameters parameters, Action<string> waits, CancellationToken cancellation)
    {
        if (policy is PullPolicy.Always)
        {
            await PullAsync(waits, cancellation).ConfigureAwait(false);
        }

        try
        {
            return await engine.CreateAsync(parameters, waits, cancellation).ConfigureAwait(false);
        }
        catch (DockerApiException e) when (e.StatusCode is HttpStatusCode.NotFound && EngineProblem.Words(e).Contains("image", StringComparison.OrdinalIgnoreCase))
        {
            await WhenMissingAsync(waits, cancellation).ConfigureAwait(false);
            return await engine.CreateAsync(parameters, waits, cancellation).ConfigureAwait(false);
        }
    }

    private Task WhenMissingAsync(Action<string> waits, CancellationToken cancellation) => policy is PullPolicy.Never
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
