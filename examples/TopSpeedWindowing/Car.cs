using System.Globalization;
using Flink.Core.Types;

namespace Flink.Examples.TopSpeedWindowing;

/// <summary>Where a car was at a time, and how fast. As CSV it is a row <c>id,speed,distance,time</c>.</summary>
/// <param name="Id">Which car.</param>
/// <param name="Speed">Kilometres per hour.</param>
/// <param name="Distance">Metres since its start.</param>
/// <param name="Time">Milliseconds since the epoch.</param>
public readonly record struct Car(int Id, int Speed, double Distance, long Time)
{
    /// <summary>Reads a row.</summary>
    /// <exception cref="FormatException">It is none; the message shows it.</exception>
    public static Car Parse(Utf8String row)
    {
        var columns = row.ToString().Split(',');
        return columns.Length == 4
            && int.TryParse(columns[0], NumberStyles.Integer, CultureInfo.InvariantCulture, out var id)
            && int.TryParse(columns[1], NumberStyles.Integer, CultureInfo.InvariantCulture, out var speed)
            && double.TryParse(columns[2], NumberStyles.Float, CultureInfo.InvariantCulture, out var distance)
            && long.TryParse(columns[3], NumberStyles.Integer, CultureInfo.InvariantCulture, out var time)
            ? new Car(id, speed, distance, time)
            : throw new FormatException($"'{row}' is no row id,speed,distance,time.");
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"car {Id}: {Speed} km/h after {Distance:F1} m at {DateTimeOffset.FromUnixTimeMilliseconds(Time):HH:mm:ss}");
}
