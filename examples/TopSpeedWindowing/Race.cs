namespace Flink.Examples.TopSpeedWindowing;

/// <summary>Cars that drive side by side and change their speed as they like.</summary>
public static class Race
{
    private const int TopSpeed = 100;
    private static readonly long _start = new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    /// <summary>So many records, one of each car every second. The same seed gives the same race.</summary>
    public static IEnumerable<Car> Drive(int cars, int records, int seed)
    {
        var random = new Random(seed);
        var speeds = Enumerable.Repeat(TopSpeed / 2, cars).ToArray();
        var distances = new double[cars];
        for (var i = 0; i < records; i++)
        {
            var (second, car) = Math.DivRem(i, cars);
            speeds[car] = Math.Clamp(speeds[car] + (random.Next(2) == 0 ? 5 : -5), 0, TopSpeed);
            distances[car] += speeds[car] / 3.6;
            yield return new Car(car, speeds[car], distances[car], _start + second * 1000L);
        }
    }
}
