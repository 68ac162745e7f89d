using System.Net;
using System.Text.Json;
using Flink.Core;
using k8s;
using k8s.Models;

namespace Flink.Kubernetes.Api;

/// <summary>Knows which objects there are, and tells of every change, without a gap and without asking again and again: a list, and a watch from the list's version on.</summary>
/// <remarks>
/// A watch that ends is opened anew from the last version that was seen. When that version is too old, all objects are listed and compared: what came, changed or went
/// meanwhile is told. A watch that is dead without saying so is given up when the API should long have ended it; connections that are gone are noticed by pings. Only names
/// and versions are kept, so that thousands of objects cost little.
/// </remarks>
/// <typeparam name="T">The kind of objects.</typeparam>
public sealed class Informer<T>(IObjectSource<T> source, ApiCalls calls, TimeSpan renewal, TimeProvider clock, IInformerObserver<T> observer)
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    private const int PageSize = 500;

    // After so many failures in a row the version itself may be what is wrong.
    private const int FailuresBeforeList = 3;
    private const int MostRefusals = 5;
    private static readonly TimeSpan _longestPause = TimeSpan.FromSeconds(5);

    private readonly Dictionary<string, (string Id, string Version)> _known = new(StringComparer.Ordinal);
    private string? _version;
    private int _failures;
    private int _refusals;

    /// <summary>The shortest pause before a watch is opened anew; each failure in a row doubles it.</summary>
    internal TimeSpan FirstPause { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How much later than it should a watch may end before it counts as dead.</summary>
    internal TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Lists what is there, page by page, and tells of all of it.</summary>
    /// <exception cref="FlinkException">That is not possible: says what is wrong and how to mend it.</exception>
    public async Task SyncAsync(CancellationToken cancellation)
    {
        try
        {
            await ListAsync(cancellation).ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException and not FlinkException)
        {
            throw calls.Explain(new ApiCall("list", source.Resource, source.Group), e);
        }
    }

    /// <summary>Follows what happens, after <see cref="SyncAsync"/>, until it is cancelled or nothing can be watched any more.</summary>
    public async Task FollowAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            var call = new ApiCall(_version is null ? "list" : "watch", source.Resource, source.Group);
            try
            {
                if (_version is null)
                {
                    await ListAsync(cancellation).ConfigureAwait(false);
                }

                await WatchAsync(cancellation).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (ApiProblem.IsExpired(e))
            {
                // An API that forgets at once what it has just listed is not asked for all of it without a pause.
                _version = null;
                _failures++;
            }
            catch (Exception e)
            {
                if (!MayPass(e))
                {
                    observer.Broken(calls.Explain(call, e));
                    return;
                }

                if (_version is null)
                {
                    observer.Delayed(calls.Explain(call, e));
                }

                _version = ++_failures % FailuresBeforeList == 0 ? null : _version;
            }

            await PauseAsync(cancellation).ConfigureAwait(false);
        }
    }

    // A token that is being exchanged, or a server that has just started, refuses for a moment.
    private bool MayPass(Exception error) => ApiProblem.IsTransient(error)
        || error is OperationCanceledException or KubernetesException or JsonException
        || (ApiProblem.StatusOf(error) is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden && ++_refusals < MostRefusals);

    private async Task ListAsync(CancellationToken cancellation)
    {
        var there = new HashSet<string>(StringComparer.Ordinal);
        string? next = null;
        string version;
        do
        {
            var begin = next;
            ObjectPage<T> page;
            try
            {
                page = await calls.BrieflyAsync(token => source.ListAsync(PageSize, begin, token), cancellation).ConfigureAwait(false);
            }
            catch (Exception e) when (begin is not null && ApiProblem.IsExpired(e))
            {
                // The pages took so long that the version of the first is forgotten.
                there.Clear();
                (next, version) = (null, "");
                continue;
            }

            foreach (var item in page.Items)
            {
                there.Add(item.Metadata.Name);
                See(item);
            }

            (next, version) = (page.Next, page.Version);
        }
        while (next is not null || version.Length == 0);

        foreach (var name in _known.Keys.Where(name => !there.Contains(name)).ToList())
        {
            _known.Remove(name);
            observer.Gone(name, null);
        }

        _version = version;
        observer.Listed();
    }

    private async Task WatchAsync(CancellationToken cancellation)
    {
        // The API ends it before; one that it does not end is dead.
        using var silence = new CancellationTokenSource(renewal + Grace, clock);
        using var stream = CancellationTokenSource.CreateLinkedTokenSource(cancellation, silence.Token);
        Exception? failure = null;
        var token = stream.Token;

        // The library goes on after what it calls an error, and would wait for another event.
        void Fail(Exception error)
        {
            failure ??= error;
            stream.Cancel();
        }

        try
        {
            await foreach (var (type, item) in source.WatchAsync(_version!, renewal, Fail, token).ConfigureAwait(false))
            {
                Take(type, item);
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            failure ??= new TimeoutException("the watch was silent for too long");
        }
        catch (HttpRequestException e) when (e.InnerException is EndOfStreamException)
        {
            // It ended in good order before anything had happened: the library looks for a first line all the same.
        }
        finally
        {
            await stream.CancelAsync().ConfigureAwait(false);
        }

        if (failure is not null)
        {
            throw failure;
        }
    }

    private void Take(WatchEventType type, T item)
    {
        (_failures, _refusals) = (0, 0);
        switch (type)
        {
            case WatchEventType.Added or WatchEventType.Modified:
                See(item);
                break;
            case WatchEventType.Deleted:
                _known.Remove(item.Metadata.Name);
                observer.Gone(item.Metadata.Name, item);
                break;
        }

        _version = item.Metadata?.ResourceVersion ?? _version;
    }

    private void See(T item)
    {
        var metadata = item.Metadata;
        if (_known.TryGetValue(metadata.Name, out var known))
        {
            if (known.Version == metadata.ResourceVersion)
            {
                return;
            }

            if (known.Id != metadata.Uid)
            {
                observer.Gone(metadata.Name, null);
            }
        }

        _known[metadata.Name] = (metadata.Uid, metadata.ResourceVersion);
        observer.Seen(item);
    }

    private async Task PauseAsync(CancellationToken cancellation)
    {
        // What ended in good order goes on at once, but never without any pause.
        var pause = FirstPause * Math.Pow(2, Math.Min(_failures, 10));
        pause = pause < _longestPause ? pause : _longestPause;
        try
        {
            await Task.Delay(pause * (0.75 + (Random.Shared.NextDouble() / 2)), clock, cancellation).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The loop looks.
        }
    }
}
