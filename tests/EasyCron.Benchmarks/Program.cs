using System.Globalization;
using System.Text.Json;
using EasyCron.Benchmarks;
using EasyCron.Benchmarks.Trials;

// WHAT... [--runs N]
//   compares us with Node; scripts/bench says what there is to compare.
// ... -- trial WHAT NAME=VALUE...
//   one measurement in this process, printed as JSON; the comparison starts these.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args is ["trial", var what, .. var settings])
{
    var figures = await Trial.RunAsync(what, new TrialSettings(settings));
    Console.WriteLine(JsonSerializer.Serialize(figures));
    return 0;
}

return await Comparison.RunAsync(args);
