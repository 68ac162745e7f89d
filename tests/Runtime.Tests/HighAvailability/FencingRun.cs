using Flink.Runtime.HighAvailability;
using Xunit;

namespace Flink.Runtime.Tests.HighAvailability;

/// <summary>
/// Two JobManagers whose steps interleave at every operation of what they contend for, with clocks that stand still or jump, deaths at any
/// step, operations that fail with or without effect, and leaders that go on writing after they were replaced.
/// </summary>
internal sealed class FencingRun(int seed, Func<Random, FencingWorld> create)
{
    private const int Keys = 3;

    private readonly Random _random = new(seed);
    private readonly List<Contender> _contestants = [];
    private readonly List<Reading> _readings = [];
    private readonly List<Write> _writes = [];

    // What the next term may read: what was acknowledged last, and, once for each, what was begun since then.
    private readonly List<int?>[] _possible = [.. Enumerable.Range(0, Keys).Select(_ => new List<int?> { null })];
    private FencingWorld _turns = null!;
    private double _failures;
    private int _nextValue;
    private int _nextSeed = seed;

    public void Execute()
    {
        using var turns = create(_random);
        _turns = turns;
        Add();
        Add();
        for (var i = 0; i < 500; i++)
        {
            Act();
            Observe();
        }

        Settle();
        foreach (var contestant in _contestants)
        {
            contestant.Kill();
        }

        turns.RunAll();
    }

    private void Act()
    {
        switch (_random.Next(100))
        {
            case < 62:
                if (_turns.HasWork)
                {
                    _turns.Step();
                }

                break;
            case < 75:
                AnyContestant().Clock.Advance(TimeSpan.FromMilliseconds(_random.Next(12_000)));
                break;
            case < 77:
                AnyContestant().Clock.Advance(TimeSpan.FromHours(_random.Next(48)));
                break;
            case < 94:
                WriteSomething();
                break;
            case < 96:
                _failures = _failures == 0 ? 0.1 : 0;
                break;
            case < 98:
                var contestant = AnyContestant();
                contestant.CanReach = !contestant.CanReach;
                break;
            default:
                Replace(AnyContestant());
                break;
        }
    }

    private Contender AnyContestant() => _contestants[_random.Next(_contestants.Count)];

    private void Add()
    {
        _contestants.Add(_turns.Add(_nextSeed++, () => _failures > 0 && _random.NextDouble() < _failures));
    }

    private void Replace(Contender dead)
    {
        dead.Kill();
        _contestants.Remove(dead);
        Add();
    }

    // Also by one that does not lead any more, and may not know it.
    private void WriteSomething()
    {
        var reading = _readings.Where(reading => reading.Seen is not null && !reading.Contestant.IsDead).OrderBy(_ => _random.Next()).FirstOrDefault();
        var key = _random.Next(Keys);
        if (reading is null || _writes.Exists(write => write.Epoch == reading.Session.Epoch && write.Key == key && !write.IsJudged))
        {
            return;
        }

        int? value = _random.Next(5) == 0 ? null : _nextValue++;
        if (IsLatestRead(reading.Session.Epoch))
        {
            _possible[key].Add(value);
        }

        var task = _turns.Write(reading.Session, key, value is { } number ? Bytes(number) : null);
        _writes.Add(new Write(reading.Session.Epoch, key, value, task));
    }

    private bool IsLatestRead(long epoch) => !_readings.Exists(reading => reading.Seen is not null && reading.Session.Epoch > epoch);

    private void Observe()
    {
        BeginReading();
        foreach (var write in _writes.Where(write => !write.IsJudged && write.Task.IsCompleted))
        {
            Judge(write);
        }

        // What the storage did not answer is asked again, as a leader does.
        foreach (var reading in _readings.Where(reading => reading.Seen is null && reading.HasFailed && !reading.Session.Lost.IsCancellationRequested))
        {
            reading.TryAgain();
        }

        foreach (var reading in _readings.Where(reading => reading.Seen is null && reading.Tasks.All(task => task.IsCompletedSuccessfully)).OrderBy(reading => reading.Session.Epoch))
        {
            Judge(reading);
        }
    }

    private void BeginReading()
    {
        foreach (var contestant in _contestants)
        {
            if (contestant.Granted.Count > 0 && !_readings.Exists(reading => reading.Session == contestant.Granted[^1]))
            {
                var session = contestant.Granted[^1];
                Assert.DoesNotContain(_readings, reading => reading.Session.Epoch == session.Epoch);
                _readings.Add(new Reading(contestant, session, _turns));
            }
        }
    }

    private void Judge(Write write)
    {
        write.IsJudged = true;
        var later = _readings.Where(reading => reading.Seen is not null && reading.Session.Epoch > write.Epoch).MinBy(reading => reading.Session.Epoch);
        if (write.Task.IsCompletedSuccessfully)
        {
            if (later is not null)
            {
                Assert.True(later.Seen![write.Key] == write.Value, $"{write} was acknowledged, but term {later.Session.Epoch} read {later.Seen[write.Key]}.");
            }
            else
            {
                _possible[write.Key] = [write.Value];
            }
        }
        else if (write.Task.Exception!.InnerException is LeadershipLostException { MayBeDone: false } && later is null)
        {
            _possible[write.Key].Remove(write.Value);
        }
    }

    private void Judge(Reading reading)
    {
        // A leader that was told so late that another one has read before it: it is fenced off, whatever it saw.
        var values = reading.Tasks.Select(task => ValueOf(task.Result)).ToArray();
        if (!IsLatestRead(reading.Session.Epoch))
        {
            reading.Seen = values;
            return;
        }

        for (var key = 0; key < Keys; key++)
        {
            Assert.True(_possible[key].Contains(values[key]), $"Term {reading.Session.Epoch} read {values[key]} for key {key}; possible: {string.Join(", ", _possible[key])}.");
            _possible[key] = [values[key]];
        }

        reading.Seen = values;
    }

    // Once the storage answers and clocks run alike, somebody leads and knows everything.
    private void Settle()
    {
        _failures = 0;
        foreach (var contestant in _contestants)
        {
            contestant.CanReach = true;
        }

        for (var i = 0; i < 40; i++)
        {
            _turns.RunAll();
            Observe();
            foreach (var contestant in _contestants)
            {
                contestant.Clock.Advance(TimeSpan.FromSeconds(1));
            }
        }

        _turns.RunAll();
        Observe();
        Assert.Single(_contestants, contestant => contestant.Leading is not null);
        Assert.Contains(_readings, reading => reading.Session == _contestants.First(contestant => contestant.Leading is not null).Leading && reading.Seen is not null);
    }

    // Every third value is too large for a record.
    private static byte[] Bytes(int value)
    {
        var bytes = new byte[value % 3 == 0 ? 20_000 : sizeof(int)];
        BitConverter.TryWriteBytes(bytes, value);
        return bytes;
    }

    private static int? ValueOf(ReadOnlyMemory<byte>? bytes) => bytes is { } there ? BitConverter.ToInt32(there.Span) : null;

    private sealed record Write(long Epoch, int Key, int? Value, Task Task)
    {
        public bool IsJudged { get; set; }
    }

    private sealed record Reading(Contender Contestant, LeaderSession Session, FencingWorld World)
    {
        public Task<ReadOnlyMemory<byte>?>[] Tasks { get; private set; } = ReadAll(World, Session);

        public bool HasFailed => Tasks.All(task => task.IsCompleted) && Tasks.Any(task => task.IsFaulted);

        public void TryAgain() => Tasks = ReadAll(World, Session);

        private static Task<ReadOnlyMemory<byte>?>[] ReadAll(FencingWorld world, LeaderSession session) =>
            [.. Enumerable.Range(0, Keys).Select(key => world.Read(session, key))];

        public int?[]? Seen { get; set; }
    }
}
