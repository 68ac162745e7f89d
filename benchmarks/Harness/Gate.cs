using System.Globalization;

namespace Flink.Benchmarks.Harness;

/// <summary>What a figure must keep.</summary>
internal abstract record Gate
{
    /// <summary>A gate that leaves less room than this, or is missed or met by less, takes more runs.</summary>
    private const double CloseCall = 0.2;

    /// <summary>The figure is for information.</summary>
    public static Gate None { get; } = new Nothing();

    /// <summary>The ratio ours / limit has an upper bound: figures where less is better.</summary>
    public static Gate RatioAtMost(double bound) => new AtMost(bound);

    /// <summary>The ratio ours / limit has a lower bound: figures where more is better.</summary>
    public static Gate RatioAtLeast(double bound) => new AtLeast(bound);

    /// <summary>Our figure has an upper bound of its own, which stands where the limit would; the ratio is then at most 1.</summary>
    public static Gate ValueAtMost(double bound) => new Value(bound);

    /// <summary>The bound of an absolute gate; null when the limit is measured.</summary>
    public virtual double? Absolute => null;

    /// <summary>Whether the ratio is good enough; null when there is nothing to keep.</summary>
    public abstract bool? Holds(double ratio);

    /// <summary>Whether five pairs are too few to tell.</summary>
    public virtual bool IsClose(double ratio) => false;

    /// <summary>As it is printed.</summary>
    public abstract string Text { get; }

    private static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);

    private static bool Near(double ratio, double bound) =>
        Math.Abs(ratio / bound - 1) < CloseCall || Math.Abs(bound - 1) <= CloseCall + 1e-9;

    private sealed record Nothing : Gate
    {
        public override string Text => "";

        public override bool? Holds(double ratio) => null;
    }

    private sealed record AtMost(double Bound) : Gate
    {
        public override string Text => $"<= {Number(Bound)}x";

        public override bool? Holds(double ratio) => ratio <= Bound;

        public override bool IsClose(double ratio) => Near(ratio, Bound);
    }

    private sealed record AtLeast(double Bound) : Gate
    {
        public override string Text => $">= {Number(Bound)}x";

        public override bool? Holds(double ratio) => ratio >= Bound;

        public override bool IsClose(double ratio) => Near(ratio, Bound);
    }

    private sealed record Value(double Bound) : Gate
    {
        public override string Text => $"<= {Number(Bound)}";

        public override double? Absolute => Bound;

        public override bool? Holds(double ratio) => ratio <= 1;

        public override bool IsClose(double ratio) => Math.Abs(ratio - 1) < CloseCall;
    }
}
