using CsCheck;
using Flink.Core.Graph;
using Flink.Runtime.HighAvailability;
using Xunit;

namespace Flink.Runtime.Tests.HighAvailability;

/// <summary>
/// Two JobManagers on one folder whose steps interleave at every operation of the file system, with clocks that stand still or jump, deaths
/// at any step, operations that fail with or without effect, and leaders that go on writing after they were replaced.
/// </summary>
public sealed class FencingPropertyTests
{
    private const int Keys = 3;

    [Fact]
    public void Later_terms_see_what_was_acknowledged_and_nothing_that_was_written_after_they_began() =>
        Gen.Int[0, int.MaxValue - 1].Sample(seed => new Run(seed).Execute(), iter: 300, threads: 2);

    private static JobId Job(int key) => new(new Id128(0, (ulong)key));

    private sealed record Write(long Epoch, int Key, int? Value, Task Task)
    {
        public bool IsJudged { get; set; }
    }

    private sealed record Reading(Contestant Contestant, LeaderSession Session)
    {
        public Task<ReadOnlyMemory<byte>?>[] Tasks { get; private set; } = ReadAll(Session);

        public bool HasFailed => Tasks.All(task => task.IsCompleted) && Tasks.Any(task => task.IsFaulted);

        public void TryAgain() => Tasks = ReadAll(Session);

        private static Task<ReadOnlyMemory<byte>?>[] ReadAll(LeaderSession session) => [.. Enumerable.Range(0, Keys).Select(key => session.Jobs.GetAsync(Job(key)))];

        public int?[]? Seen { get; set; }
    }

    private sealed class Run(int seed)
    {
        private readonly Random _random = new(seed);
        private readonly SharedStorage _storage = new();
        private readonly List<Contestant> _contestants = [];
        private readonly List<Reading> _readings = [];
        private readonly List<Write> _writes = [];

        // What the next term may read: what was acknowledged last, and, once for each, what was begun since then.
        private readonly List<int?>[] _possible = [.. Enumerable.Range(0, Keys).Select(_ => new List<int?> { null })];
        private Turns _turns = null!;
        private double _failures;
        private int _nextValue;
        private int _nextSeed = seed;

        public void Execute()
        {
            using var turns = new Turns(_random);
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

        private Contestant AnyContestant() => _contestants[_random.Next(_contestants.Count)];

        private void Add()
        {
            var contestant = new Contestant(_storage, _turns, _nextSeed++, () => _failures > 0 && _random.NextDouble() < _failures);
            _contestants.Add(contestant);
            contestant.Services.Election.Start(contestant);
        }

        private void Replace(Contestant dead)
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

            var task = value is { } number
                ? reading.Session.Jobs.PutAsync(Job(key), Bytes(number))
                : reading.Session.Jobs.RemoveAsync(Job(key));
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
                    _readings.Add(new Reading(contestant, session));
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
    }
}
