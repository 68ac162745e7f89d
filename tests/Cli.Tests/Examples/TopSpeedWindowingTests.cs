using System.Globalization;
using Flink.Examples.TopSpeedWindowing;

namespace Flink.Cli.Tests.Examples;

public sealed class TopSpeedWindowingTests : IDisposable
{
    private static readonly string _program = FlinkProcess.PathOf("TopSpeedWindowing", "TopSpeedWindowing.dll");

    private readonly string _folder = Directory.CreateTempSubdirectory("flink-cars-").FullName;

    private string Output => Path.Combine(_folder, "top.csv");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("1", "20", "5000", "1")]
    [InlineData("3", "7", "3001", "9")]
    public async Task Made_up_cars_have_their_top_speeds(string parallelism, string cars, string records, string seed)
    {
        var result = await FlinkProcess.RunAsync(
            "run", "-p", parallelism, _program, "--cars", cars, "--records", records, "--seed", seed, "--output", Output);

        Assert.Equal(0, result.ExitCode);
        AssertOutput(Race.Drive(Number(cars), Number(records), Number(seed)));
    }

    [Fact]
    public async Task Cars_of_a_file_have_their_top_speeds()
    {
        // Uneven times and distances, and a pause that is longer than a window.
        var cars = Enumerable.Range(0, 900).Select(i => new Car(i % 4, i * 37 % 90, i / 4 * 12.5 + i % 4, i * 130L + (i > 500 ? 20_000 : 0))).ToArray();
        var input = Path.Combine(_folder, "cars.csv");
        File.WriteAllLines(input, cars.Select(Row));

        var result = await FlinkProcess.RunAsync("run", "-p", "2", _program, "--input", input, "--output", Output);

        Assert.Equal(0, result.ExitCode);
        AssertOutput(cars);
    }

    [Fact]
    public async Task Without_arguments_two_cars_are_printed()
    {
        var result = await FlinkProcess.RunAsync("run", _program);

        var expected = TopSpeeds(Race.Drive(2, 1000, 1));
        Assert.Equal(0, result.ExitCode);
        Assert.Equal(expected.Select(car => car.ToString()).Order(), result.OutputLines.Where(line => line.StartsWith("car ", StringComparison.Ordinal)).Order());
        Assert.NotEmpty(expected);
    }

    [Fact]
    public async Task Row_that_is_none_is_shown()
    {
        var input = Path.Combine(_folder, "cars.csv");
        File.WriteAllText(input, "1,50,10.5,1000\n1,fast,20,2000\n");

        var result = await FlinkProcess.RunAsync("run", _program, "--input", input);

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("'1,fast,20,2000' is no row id,speed,distance,time.", result.Error);
    }

    private void AssertOutput(IEnumerable<Car> input)
    {
        var expected = TopSpeeds(input);
        var rows = File.ReadAllLines(Output);
        Assert.NotEmpty(expected);
        foreach (var car in expected.GroupBy(car => car.Id))
        {
            Assert.Equal(car.Select(Row), rows.Where(row => row.StartsWith($"{car.Key},", StringComparison.Ordinal)));
        }

        Assert.Equal(expected.Count, rows.Length);
    }

    // By hand: all records of a car, and at each that is far enough a look at those that are younger than 10 s.
    private static List<Car> TopSpeeds(IEnumerable<Car> input)
    {
        var results = new List<Car>();
        foreach (var car in input.GroupBy(car => car.Id).Select(records => records.ToArray()))
        {
            var last = car[0];
            for (var i = 1; i < car.Length; i++)
            {
                if (car[i].Distance - last.Distance > 50)
                {
                    last = car[i];
                    results.Add(car[..(i + 1)].Where(record => record.Time > last.Time - 10_000).MaxBy(record => record.Speed));
                }
            }
        }

        return results;
    }

    private static string Row(Car car) =>
        string.Create(CultureInfo.InvariantCulture, $"{car.Id},{car.Speed},{car.Distance},{car.Time}");

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
