using System.Globalization;
using OxyPlot;
using OxyPlot.Annotations;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace Flink.Benchmarks.Harness;

/// <summary>Measures how works grow, and draws it into <c>docs/plots</c>, beside the line of a work that costs as much for each unit as the middle one.</summary>
internal sealed class Plotter(IReadOnlyList<Growth> growths, RunOptions options)
{
    private const int Width = 720;
    private const int Height = 420;

    /// <returns>The exit code.</returns>
    public int Run()
    {
        var chosen = growths.Where(growth => string.IsNullOrEmpty(options.Filter) || growth.Name.Contains(options.Filter, StringComparison.OrdinalIgnoreCase)).ToList();
        if (chosen.Count == 0)
        {
            Console.Error.WriteLine($"No plot has '{options.Filter}' in its name; there are {string.Join(", ", growths.Select(static growth => growth.Name))}.");
            return 2;
        }

        foreach (var growth in chosen)
        {
            var points = Measure(growth);
            if (options.Effort == Effort.Full)
            {
                Draw(growth, points, RunOrigin.Here());
            }
        }

        return 0;
    }

    private List<(long Size, double Seconds)> Measure(Growth growth)
    {
        var sizes = growth.Sizes(options.Effort);
        var points = new List<(long Size, double Seconds)>();
        for (var i = 0; i < sizes.Count; i++)
        {
            var seconds = new double[options.Pairs];
            for (var run = 0; run < seconds.Length; run++)
            {
                seconds[run] = ChildProcess.Measure(growth.Points[i], Side.Ours, options.Effort).Value;
            }

            points.Add((sizes[i], Statistics.Median(seconds)));
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{growth.Name} {sizes[i],9:N0} {growth.Axis} {points[^1].Seconds,8:0.000} s {points[^1].Seconds * 1e6 / sizes[i],8:0.00} us each"));
        }

        return points;
    }

    private static void Draw(Growth growth, List<(long Size, double Seconds)> points, RunOrigin origin)
    {
        var (size, time) = points[points.Count / 2];
        var model = new PlotModel
        {
            Title = growth.Title,
            TitleFontSize = 12,
            Subtitle = $"{origin.Machine}; {origin.Date[..10]}, {origin.Commit}",
            SubtitleFontSize = 10,
            Background = OxyColors.White,
            Padding = new OxyThickness(8, 20, 16, 8),
        };
        model.Axes.Add(new LinearAxis { Position = AxisPosition.Bottom, Title = growth.Axis, Minimum = 0, Maximum = points[^1].Size * 1.05, StringFormat = "N0", IntervalLength = 100, MajorGridlineStyle = LineStyle.Dot });
        model.Axes.Add(new LinearAxis { Position = AxisPosition.Left, Title = "seconds", Minimum = 0, Maximum = points.Max(static point => point.Seconds) * 1.1, MajorGridlineStyle = LineStyle.Dot });
        model.Annotations.Add(new LineAnnotation { Slope = time / size, Intercept = 0, Color = OxyColors.Gray, Text = "as much for each as the middle one" });
        var series = new LineSeries { MarkerType = MarkerType.Circle, Color = OxyColors.SteelBlue };
        series.Points.AddRange(points.Select(static point => new DataPoint(point.Size, point.Seconds)));
        model.Series.Add(series);

        Directory.CreateDirectory(ResultFiles.Plots);
        var path = Path.Combine(ResultFiles.Plots, growth.File);
        using (var file = File.Create(path))
        {
            new SvgExporter { Width = Width, Height = Height }.Export(model, file);
        }

        Console.WriteLine(path);
    }
}
