using Pickling.Queues.Killer;

// `rq JOBS` and `celery JOBS` kill workers and Redis while jobs run, and count what is lost; `work-rq` and `work-celery` are
// the workers that they start.
return args switch
{
    ["work-rq", var port, var folder] => await Workers.RunRqAsync(port, folder),
    ["work-celery", var port, var folder] => await Workers.RunCeleryAsync(port, folder),
    ["rq" or "celery", var jobs] => await new Massacre(args[0], int.Parse(jobs, System.Globalization.CultureInfo.InvariantCulture)).RunAsync(),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("rq JOBS | celery JOBS");
    return 2;
}
