using Flink.Kubernetes.HighAvailability;
using Flink.Runtime.HighAvailability;
using Flink.Runtime.Tests.HighAvailability;

namespace Flink.Kubernetes.Tests.HighAvailability;

/// <summary>An API server and a shared folder.</summary>
internal sealed class LeaseWorld(Random random) : FencingWorld
{
    private readonly Lock _gate = new();
    private readonly List<Action> _waiting = [];

    public MemoryObjects Objects { get; } = new();

    public SharedStorage Storage { get; } = new();

    public override bool HasWork
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Count > 0;
            }
        }
    }

    public LeaseContender Start(int seed, Func<bool>? fails = null, string? pod = null)
    {
        var contender = new LeaseContender(this, seed, fails ?? (static () => false), pod);
        contender.Services.Election.Start(contender);
        return contender;
    }

    public override Contender Add(int seed, Func<bool> fails) => Start(seed, fails);

    public void Later(Action action)
    {
        lock (_gate)
        {
            _waiting.Add(action);
        }
    }

    public override void Step()
    {
        Action next;
        lock (_gate)
        {
            var index = random.Next(_waiting.Count);
            next = _waiting[index];
            _waiting.RemoveAt(index);
        }

        next();
    }

    // Without what wraps them: that would go on elsewhere than where it is stepped.
    public override Task Write(LeaderSession session, int key, byte[]? value)
    {
        var records = ((KubernetesSession)session).Records;
        return value is null ? records.RemoveAsync(Key(key)) : records.PutAsync(Key(key), value);
    }

    public override Task<ReadOnlyMemory<byte>?> Read(LeaderSession session, int key) => ((KubernetesSession)session).Records.GetAsync(Key(key));

    private static string Key(int key) => key == 0 ? "job.0" : $"{RecordKeys.CheckpointPrefix}{key}";
}
