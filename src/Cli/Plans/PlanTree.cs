using System.Globalization;
using System.Text;
using Flink.Core.Graph;

namespace Flink.Cli.Plans;

/// <summary>A plan drawn with letters: below each operator stands what reads from it, behind how the records get there.</summary>
internal static class PlanTree
{
    private const string Chained = "chained";

    public static string Draw(ExecutionPlan plan)
    {
        var drawing = new Drawing(plan);
        foreach (var source in plan.Operators.Where(static node => node.Inputs.Count == 0))
        {
            drawing.Add(source, "", "");
        }

        return drawing.ToString();
    }

    private sealed class Drawing(ExecutionPlan plan)
    {
        private readonly StringBuilder _text = new();
        private readonly HashSet<int> _drawn = [];

        public void Add(PlannedOperator node, string indent, string arrow)
        {
            var isFirst = _drawn.Add(node.Id);
            _text.Append(CultureInfo.InvariantCulture, $"{indent}{arrow}{node.Name} x{node.Parallelism}");
            _text.Append(isFirst ? "\n" : "  (drawn above)\n");
            if (!isFirst)
            {
                return;
            }

            var below = arrow.Length == 0 ? indent : indent + (arrow[0] == '|' ? "|  " : "   ");
            (PlannedOperator Reader, PlannedInput Input)[] readers =
                [.. plan.Operators.SelectMany(reader => reader.Inputs.Where(input => input.From == node.Id).Select(input => (reader, input)))];
            for (var i = 0; i < readers.Length; i++)
            {
                var corner = i < readers.Length - 1 ? "|- " : "`- ";
                Add(readers[i].Reader, below, $"{corner}{(readers[i].Input.IsChained ? Chained : readers[i].Input.ShipStrategy)} -> ");
            }
        }

        public override string ToString() => _text.ToString();
    }
}
