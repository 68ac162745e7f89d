using Flink.Kubernetes.HighAvailability;
using k8s.Models;

namespace Flink.Kubernetes.Tests.HighAvailability;

/// <summary>The API as one process sees it: each call happens when it is drawn, and may fail, with or without effect; what its watch sees comes late, and in order.</summary>
/// <param name="objects">What all see.</param>
/// <param name="later">Takes what happens when it is drawn.</param>
/// <param name="answers">Whether the API answers this process now; asked before a call has an effect.</param>
/// <param name="fails">Asked after each write that had an effect.</param>
internal sealed class SteppedApi(MemoryObjects objects, Action<Action> later, Func<bool> answers, Func<bool> fails) : ILeadershipApi
{
    private readonly Queue<V1Lease?> _events = new();
    private Action<V1Lease?>? _changed;

    /// <summary>How many calls were made.</summary>
    public int Calls { get; private set; }

    /// <summary>Whether writes have an effect of which their caller does not hear.</summary>
    public bool LosesAnswers { get; set; }

    public Task<V1Lease?> ReadLeaseAsync() => Call(() => objects.Lease, isWrite: false);

    public Task<V1Lease> WriteLeaseAsync(V1Lease lease) => Call(() => objects.Write(lease), isWrite: true);

    public Task DeleteLeaseAsync(V1Lease lease) => Call(
        () =>
        {
            objects.Delete(lease);
            return true;
        },
        isWrite: true);

    public Task<V1ConfigMap?> ReadMapAsync(string name) => Call(() => objects.Map(name), isWrite: false);

    public Task<V1ConfigMap> WriteMapAsync(V1ConfigMap map) => Call(() => objects.Write(map), isWrite: true);

    public Task DeleteMapAsync(V1ConfigMap map) => Call(
        () =>
        {
            objects.Delete(map);
            return true;
        },
        isWrite: true);

    public Task<IReadOnlyList<V1ConfigMap>> ListMapsAsync() => Call(() => objects.Maps, isWrite: false);

    public IDisposable WatchLease(Action<V1Lease?> changed)
    {
        _changed = changed;
        objects.LeaseChanged += Enqueue;
        Enqueue(objects.Lease);
        return new Ending(() => objects.LeaseChanged -= Enqueue);
    }

    /// <summary>The API answers again: what was missed is not told, but how things are.</summary>
    public void Relist()
    {
        if (_changed is not null)
        {
            _events.Clear();
            Enqueue(objects.Lease);
        }
    }

    private void Enqueue(V1Lease? lease)
    {
        _events.Enqueue(lease);
        later(() =>
        {
            if (answers() && _events.TryDequeue(out var next))
            {
                _changed!(next);
            }
        });
    }

    private Task<T> Call<T>(Func<T> effect, bool isWrite)
    {
        Calls++;
        var done = new TaskCompletionSource<T>();
        later(() =>
        {
            try
            {
                if (!answers())
                {
                    throw new IOException("The API does not answer.");
                }

                var result = effect();
                if (isWrite && (LosesAnswers || fails()))
                {
                    throw new IOException("The API does not answer any more.");
                }

                done.SetResult(result);
            }
            catch (Exception e) when (!done.Task.IsCompleted)
            {
                done.SetException(e);
            }
        });
        return done.Task;
    }

    private sealed class Ending(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
